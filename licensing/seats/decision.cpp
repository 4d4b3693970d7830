// What an administrator decides over others' seats (invariant 8).

#include "licensing/seats/decision.hpp"

#include <limits>

#include "base/core/json.hpp"
#include "base/core/log.hpp"
#include "licensing/seats/lease_store.hpp"
#include "licensing/seats/ledger.hpp"
#include "licensing/seats/license_store.hpp"
#include "licensing/seats/pool_store.hpp"
#include "licensing/seats/refusal.hpp"

namespace kontor::licensing {

namespace {

constexpr std::size_t kDecisionBytesMax = 200;

}  // namespace

Status check_decision(const Decision& decision) {
  for (const std::string& text : {decision.reason, decision.by}) {
    if (!text.empty() && text.size() <= kDecisionBytesMax) continue;
    return Error{ErrorCode::invalid_argument,
                 "a decision needs a reason and a name, each of 1 to " +
                     std::to_string(kDecisionBytesMax) + " bytes",
                 R"({"code":"reason-needed"})"};
  }
  return ok();
}

std::string decision_text(const Decision& decision) {
  return to_text(Json{{"reason", decision.reason}, {"by", decision.by}});
}

LogEntry decided(LogKind kind, const StoredLease& stored, const Decision& decision, TimeMs now_ms) {
  return {.kind = kind,
          .at_ms = now_ms,
          .license_id = stored.lease.license_id,
          .lease_id = stored.lease.step.lease_id,
          .subject = stored.lease.subject,
          .feature = stored.feature,
          .detail = decision_text(decision)};
}

Status SeatLedger::force_release(std::string_view lease_id, const Decision& decision) {
  TRY(check_decision(decision));
  std::optional<StoredLease> quarantined;
  Status released = writer_->run([&](Change& change) -> Status {
    quarantined.reset();
    LeaseStore store(change);
    auto stored = TRY(store.find(lease_id));
    if (!stored) return Error{ErrorCode::not_found, "no such lease"};
    if (stored->state == LeaseState::revoked) return ok();
    if (stored->state == LeaseState::borrowed) {
      return seat_refusal("borrowed",
                          "this seat is on travel: its device gives it back, or it is written off");
    }
    if (!stored->live) return stale_fence();
    // Its seat stays taken: until the token of the old holder has run out, or a suspect's is free
    // already.
    TRY(store.end(stored->lease.step, stored->state, LeaseState::revoked, clock_.now_ms()));
    change.log(decided(LogKind::force_released, *stored, decision, clock_.now_ms()));
    stored->state = LeaseState::revoked;
    stored->live = false;
    if (stored->held) quarantined = *stored;
    return ok();
  });
  if (!released) return released;
  forget(std::string(lease_id));
  if (quarantined) watch(*quarantined);
  return ok();
}

Status SeatLedger::revoke(std::string_view license_id, const Decision& decision) {
  TRY(check_decision(decision));
  std::vector<std::string> ended;
  const std::lock_guard lock(documents_mutex_);
  Status revoked = writer_->run([&](Change& change) -> Status {
    ended.clear();
    if (!TRY(LicenseStore(change).revoke(license_id, decision.reason, clock_.now_ms()))) {
      if (TRY(LicenseStore(change).is_revoked(license_id))) return ok();
      return Error{ErrorCode::not_found, "no such licence here"};
    }
    const auto live =
        TRY(LeaseStore(change).live(license_id, std::numeric_limits<std::int64_t>::max()));
    TRY(end_all(change, live, LeaseState::revoked, ended));
    change.log({.kind = LogKind::license_revoked,
                .at_ms = clock_.now_ms(),
                .license_id = std::string(license_id),
                .detail = decision_text(decision)});
    return ok();
  });
  if (!revoked) return revoked;
  shelf_.remove(license_id);
  for (const std::string& lease_id : ended) forget(lease_id);
  log::info("licence revoked", {{"license", license_id}});
  return ok();
}

Result<std::optional<std::string>> SeatLedger::withdrawn(std::string_view license_id) {
  return database_.read(
      [&](db::Session& session) { return LicenseStore(session).revoked_for(license_id); });
}

}  // namespace kontor::licensing
