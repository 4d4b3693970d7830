// Named seats, who sits where, and asking for a seat.

#include <algorithm>
#include <limits>
#include <set>

#include "base/core/bytes.hpp"
#include "licensing/core/move_rule.hpp"
#include "licensing/seats/lease_store.hpp"
#include "licensing/seats/ledger.hpp"
#include "licensing/seats/license_store.hpp"
#include "licensing/seats/named_rules.hpp"
#include "licensing/seats/named_store.hpp"
#include "licensing/seats/refusal.hpp"

namespace kontor::licensing {

namespace {

constexpr std::size_t kSubjectBytesMax = 200;
constexpr std::size_t kDeviceKeyBytes = 32;

}  // namespace

// Keeps those of `wanted` that sit in this licence, removes the others, fills free places
// with the rest of `wanted`. What got a place is taken out of `wanted`.
Status SeatLedger::reassign(Change& change, const License& license, std::set<std::string>& wanted,
                            std::vector<std::string>& ended) {
  NamedStore store(change);
  const TimeMs now_ms = clock_.now_ms();
  std::int64_t taken = 0;
  for (const Holder& holder : TRY(store.assigned(license.license_id))) {
    if (wanted.erase(holder.subject) > 0) {
      ++taken;
      continue;
    }
    TRY(store.vacate(license.license_id, holder.subject, now_ms));
    change.log({.kind = LogKind::unassigned,
                .at_ms = now_ms,
                .license_id = license.license_id,
                .subject = holder.subject});
    const auto leases = TRY(LeaseStore(change).live_of_subject(license.license_id, holder.subject));
    TRY(end_all(change, leases, LeaseState::released, ended));
  }
  const std::int64_t places = TRY(store.places(license.license_id));
  for (; taken < places && !wanted.empty(); ++taken) {
    TRY(give_place(change, license, *wanted.begin(), taken, now_ms));
    wanted.erase(wanted.begin());
  }
  return store.set_used(license.license_id, taken);
}

Status SeatLedger::assign_named(std::string_view product,
                                const std::vector<std::string>& subjects) {
  auto usable = usable_licenses(product, "");
  std::erase_if(usable, [](const auto& license) { return license->model != SeatModel::named; });
  if (usable.empty()) return unlicensed(product);
  for (const std::string& subject : subjects) {
    if (subject.empty() || subject.size() > kSubjectBytesMax) {
      return Error{ErrorCode::invalid_argument, "a subject has 1 to 200 bytes"};
    }
  }
  std::vector<std::string> ended;
  Status assigned = writer_->run([&](Change& change) -> Status {
    ended.clear();
    std::set<std::string> wanted(subjects.begin(), subjects.end());
    for (const auto& license : usable) TRY(reassign(change, *license, wanted, ended));
    if (wanted.empty()) return ok();
    return seat_refusal("too-few-seats", "more people than named seats of " + std::string(product));
  });
  if (!assigned) return assigned;
  for (const std::string& lease_id : ended) forget(lease_id);
  return ok();
}

Status SeatLedger::rebind(std::string_view license_id, std::string_view subject,
                          std::string_view device_key) {
  if (device_key.size() != kDeviceKeyBytes) {
    return Error{ErrorCode::invalid_argument, "a device key has 32 bytes"};
  }
  const LicenseShelf::Shared license = TRY(shared_license(license_id));
  const std::string device = hex_encode(device_key);
  std::vector<std::string> ended;
  Status bound = writer_->run([&](Change& change) -> Status {
    ended.clear();
    NamedStore store(change);
    if (license->model != SeatModel::named ||
        !TRY(store.is_assigned(license->license_id, subject))) {
      return no_seat_assigned(license->product);
    }
    const std::string before = TRY(store.device(license->license_id, subject));
    if (before == device) return ok();
    const TimeMs now_ms = terms_.now_ms();
    if (!before.empty()) {
      const MoveHistory history = TRY(store.moves(license->license_id, "device", subject));
      TRY(may_move(license->offer.rebind, history, now_ms));
      TRY(store.note_move(license->license_id, "device", subject, now_ms));
    }
    TRY(store.bind(license->license_id, subject, device, now_ms));
    change.log({.kind = LogKind::rebound,
                .at_ms = now_ms,
                .license_id = license->license_id,
                .subject = std::string(subject)});
    auto leases = TRY(LeaseStore(change).live_of_subject(license->license_id, subject));
    std::erase_if(leases, [](const StoredLease& lease) { return lease.device_key.empty(); });
    return end_all(change, leases, LeaseState::released, ended);
  });
  if (!bound) return bound;
  for (const std::string& lease_id : ended) forget(lease_id);
  return ok();
}

Result<Occupancy> SeatLedger::occupancy(std::string_view product) {
  const auto usable = usable_licenses(product, "");
  if (usable.empty()) return unlicensed(product);
  return database_.read([&](db::Session& session) -> Result<Occupancy> {
    Occupancy occupancy;
    occupancy.model = usable.front()->model;
    for (const auto& license : usable) {
      if (license->model == SeatModel::named) {
        const auto assigned = TRY(NamedStore(session).assigned(license->license_id));
        occupancy.holders.insert(occupancy.holders.end(), assigned.begin(), assigned.end());
      } else {
        const auto live = TRY(LeaseStore(session).live(license->license_id,
                                                       std::numeric_limits<std::int64_t>::max()));
        for (const StoredLease& stored : live) {
          if (stored.state == LeaseState::suspect) continue;
          occupancy.holders.push_back(
              {.subject = stored.lease.subject, .since_ms = stored.lease.since_ms});
        }
        const auto waiting = TRY(waiting_for(session, license->license_id));
        occupancy.waiting.insert(occupancy.waiting.end(), waiting.begin(), waiting.end());
      }
      if (license->model != SeatModel::site) occupancy.total += license->seats;
    }
    occupancy.used = static_cast<std::int64_t>(occupancy.holders.size());
    return occupancy;
  });
}

Result<SeatRequest> SeatLedger::ask(std::string_view product, std::string_view holder,
                                    std::string_view asker) {
  const Occupancy seats = TRY(occupancy(product));
  const bool sits = std::any_of(seats.holders.begin(), seats.holders.end(),
                                [&](const Holder& other) { return other.subject == holder; });
  if (!sits) return Error{ErrorCode::not_found, "that user holds no seat now"};
  const SeatRequest request{.product = std::string(product),
                            .holder = std::string(holder),
                            .asker = std::string(asker),
                            .asked_at_ms = clock_.now_ms()};
  TRY(writer_->run([&](Change& change) {
    return LicenseStore(change).note_request(product, holder, asker, request.asked_at_ms);
  }));
  return request;
}

}  // namespace kontor::licensing
