// Freeing what its holder no longer renews (invariant 4): judged by what this process has
// itself seen on its own monotonic clock, so neither a jump of the wall clock nor a
// restart takes a seat away from somebody at work.

#include <algorithm>

#include "base/core/log.hpp"
#include "licensing/seats/lease_store.hpp"
#include "licensing/seats/ledger.hpp"

namespace kontor::licensing {

namespace {

// Holders count their ttl from before they asked; this much later nobody can still be at it.
constexpr std::int64_t kMarginMs = 10'000;

}  // namespace

void SeatLedger::observe(const LeaseStep& step) {
  const std::lock_guard lock(mutex_);
  observed_.insert_or_assign(step.lease_id, Observed{.fence = step.fence,
                                                     .sequence = step.sequence,
                                                     .since_monotonic_ms = clock_.monotonic_ms()});
}

std::vector<LeaseStep> SeatLedger::lapsed(const std::vector<StoredLease>& active) {
  std::vector<LeaseStep> lapsed;
  const std::int64_t now = clock_.monotonic_ms();
  const std::lock_guard lock(mutex_);
  for (const StoredLease& stored : active) {
    const LeaseStep& step = stored.lease.step;
    const auto [entry, first_time] = observed_.try_emplace(
        step.lease_id,
        Observed{.fence = step.fence, .sequence = step.sequence, .since_monotonic_ms = now});
    Observed& seen = entry->second;
    if (first_time) continue;
    if (seen.fence != step.fence || seen.sequence != step.sequence) {
      seen = {.fence = step.fence, .sequence = step.sequence, .since_monotonic_ms = now};
    } else if (now - seen.since_monotonic_ms >= stored.lease.ttl_s * 1000 + kMarginMs) {
      lapsed.push_back(step);
    }
  }
  return lapsed;
}

Result<std::int64_t> SeatLedger::expire_of(std::string_view license_id) {
  const auto active = TRY(
      database_.read([&](db::Session& session) { return LeaseStore(session).active(license_id); }));
  const std::vector<LeaseStep> ending = lapsed(active);
  if (ending.empty()) return std::int64_t{0};
  auto freed = write([&](db::Session& session) -> Result<std::int64_t> {
    std::int64_t count = 0;
    for (const LeaseStep& step : ending) {
      if (TRY(LeaseStore(session).end(step, LeaseState::expired, clock_.now_ms()))) ++count;
    }
    return count;
  });
  if (!freed) return freed;
  for (const LeaseStep& step : ending) forget(step.lease_id);
  log::info("seats expired", {{"seats", *freed}});
  return freed;
}

Result<std::int64_t> SeatLedger::expire() { return expire_of(""); }

}  // namespace kontor::licensing
