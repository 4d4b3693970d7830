// Freeing what its holder left (invariant 4): judged by what this process has itself seen on
// its own monotonic clock, so neither a jump of the wall clock nor a restart takes a seat away
// from somebody at work.

#include <algorithm>

#include "base/core/log.hpp"
#include "licensing/seats/lease_store.hpp"
#include "licensing/seats/ledger.hpp"
#include "licensing/seats/license_store.hpp"
#include "licensing/seats/pool_store.hpp"
#include "licensing/seats/queue_store.hpp"
#include "licensing/seats/seat_terms.hpp"

namespace kontor::licensing {

namespace {

constexpr std::int64_t kReadEveryMs = 30'000;     // What other nodes do.
constexpr std::int64_t kDiaryEveryMs = 60'000;    // The high-water mark of time.
constexpr std::int64_t kEndedKeptMs = 3'600'000;  // So long a repetition finds its reply.
constexpr std::int64_t kReadAtOnce = 500;         // Rows: all of them need not be in memory.

}  // namespace

std::int64_t SeatLedger::patience_of(const StoredLease& stored) {
  if (stored.state == LeaseState::lingering) {
    const auto license = shelf_.find(stored.lease.license_id);
    return license ? terms_of(*license).linger_s * 1000 : 0;
  }
  return stored.lease.ttl_s * 1000 + LeaseWatch::kMarginMs;
}

// A borrowed seat is nobody's to watch: its date ends it.
void SeatLedger::watch(const StoredLease& stored) {
  if (stored.state == LeaseState::borrowed || (!stored.live && !stored.held)) return;
  watch_.read(stored.lease.step.lease_id, {.fence = stored.lease.step.fence,
                                           .sequence = stored.lease.step.sequence,
                                           .patience_ms = patience_of(stored),
                                           .state = stored.state,
                                           .license_id = stored.lease.license_id,
                                           .device_key = stored.device_key});
}

// One lease that has stood still for its patience, as far as this process knows.
Status SeatLedger::judge(Change& change, const LeaseWatch::Due& due, std::int64_t& freed,
                         std::vector<StoredLease>& seen) {
  LeaseStore store(change);
  auto stored = TRY(store.find(due.lease_id));
  if (!stored || (!stored->live && !stored->held) || stored->state == LeaseState::borrowed ||
      stored->state == LeaseState::written_off) {
    return ok();
  }
  const LeaseStep& step = stored->lease.step;
  if (step.fence != due.fence || step.sequence != due.sequence || stored->state != due.state) {
    seen.push_back(*stored);  // It has moved: another node renewed it.
    return ok();
  }
  PoolStore pool(change);
  std::vector<std::string> ended;
  if (stored->state == LeaseState::active) {
    if (!TRY(store.move(step, LeaseState::active, LeaseState::suspect))) return ok();
    if (stored->held) {
      TRY(store.set_held(step.lease_id, /*held=*/false));
      TRY(pool.free(stored->lease.license_id, stored->member_of));
    }
    change.log({.kind = LogKind::expired,
                .at_ms = clock_.now_ms(),
                .license_id = stored->lease.license_id,
                .lease_id = step.lease_id,
                .subject = stored->lease.subject,
                .feature = stored->feature});
    stored->state = LeaseState::suspect;
    stored->held = false;
    seen.push_back(*stored);
    ++freed;
  } else if (stored->state == LeaseState::lingering) {
    TRY(end_all(change, {*stored}, LeaseState::released, ended));
    ++freed;
  } else if (stored->state == LeaseState::suspect) {
    TRY(end_all(change, {*stored}, LeaseState::expired, ended));
  } else {  // Revoked, and its quarantine is over.
    TRY(store.set_held(step.lease_id, /*held=*/false));
    TRY(pool.free(stored->lease.license_id, stored->member_of));
    ++freed;
  }
  return ok();
}

Result<std::int64_t> SeatLedger::expire_due() {
  const std::vector<LeaseWatch::Due> due = watch_.due();
  const std::vector<LeaseWatch::Due> silent = waiting_.due();
  if (due.empty() && silent.empty()) return std::int64_t{0};
  std::vector<StoredLease> seen;
  auto freed = writer_->run([&](Change& change) -> Result<std::int64_t> {
    std::int64_t count = 0;
    seen.clear();
    for (const LeaseWatch::Due& one : due) TRY(judge(change, one, count, seen));
    for (const LeaseWatch::Due& one : silent) {
      const std::size_t line = one.lease_id.find('\n');
      const bool left = TRY(
          QueueStore(change).leave_at(one.lease_id.substr(0, line), one.lease_id.substr(line + 1),
                                      {.ticket = one.fence, .beat = one.sequence}));
      if (left) ++count;  // Somebody behind may have a seat now.
    }
    return count;
  });
  if (!freed) return freed;
  for (const LeaseWatch::Due& one : due) forget(one.lease_id);
  for (const LeaseWatch::Due& one : silent) waiting_.forget(one.lease_id);
  for (const StoredLease& stored : seen) watch(stored);
  if (*freed > 0) log::info("seats freed", {{"seats", *freed}});
  return freed;
}

Status SeatLedger::read_live(db::Session& session) {
  std::optional<Lease> last;
  while (true) {
    const auto leases = TRY(LeaseStore(session).live_behind(last, kReadAtOnce));
    for (const StoredLease& stored : leases) watch(stored);
    if (leases.size() < static_cast<std::size_t>(kReadAtOnce)) return ok();
    last = leases.back().lease;
  }
}

// What other nodes, or an earlier life of this one, have granted and renewed.
Status SeatLedger::read_all() {
  struct Rows {
    std::vector<StoredLease> quarantined;
    std::vector<QueueStore::Row> waiting;
  };
  const auto read = database_.read([this](db::Session& session) -> Result<Rows> {
    Rows rows;
    TRY(read_live(session));
    rows.quarantined = TRY(LeaseStore(session).held_after_end());
    rows.waiting = TRY(QueueStore(session).rows(""));
    return rows;
  });
  if (!read) return read.error();
  for (const StoredLease& stored : read->quarantined) {
    if (stored.state == LeaseState::revoked) watch(stored);
  }
  for (const QueueStore::Row& row : read->waiting) {
    waiting_.read(row.license_id + '\n' + row.session,
                  {.fence = row.place.ticket, .sequence = row.place.beat, .patience_ms = kWaitMs});
  }
  return ok();
}

// Borrowed and written-off seats whose date this ledger has lived to.
Result<std::int64_t> SeatLedger::end_dates() {
  const TimeMs lived_ms = terms_.lived_ms();
  const auto overdue = TRY(
      database_.read([&](db::Session& session) { return LeaseStore(session).overdue(lived_ms); }));
  if (overdue.empty()) return std::int64_t{0};
  return writer_->run([&](Change& change) -> Result<std::int64_t> {
    std::int64_t freed = 0;
    std::vector<std::string> ended;
    for (const StoredLease& late : TRY(LeaseStore(change).overdue(lived_ms))) {
      if (late.live) {
        TRY(end_all(change, {late}, LeaseState::borrow_expired, ended));
      } else {
        TRY(LeaseStore(change).set_held(late.lease.step.lease_id, /*held=*/false));
        if (late.pooled) TRY(PoolStore(change).free(late.lease.license_id, late.member_of));
        TRY(PoolStore(change).end_borrow(late.lease.license_id));
        change.log({.kind = LogKind::borrow_expired,
                    .at_ms = clock_.now_ms(),
                    .license_id = late.lease.license_id,
                    .lease_id = late.lease.step.lease_id,
                    .subject = late.lease.subject,
                    .feature = late.feature});
      }
      ++freed;
    }
    return freed;
  });
}

// Refusals counted since, the time lived through, and room for new rows.
Status SeatLedger::write_diary() {
  const std::vector<LogEntry> denied = denials_.take();
  const auto written = writer_->run([&](Change& change) -> Status {
    for (const LogEntry& entry : denied) change.log(entry);
    TRY(LicenseStore(change).put_time_mark(authority_, terms_.mark()));
    TRY(LeaseStore(change).forget_ended(clock_.now_ms() - kEndedKeptMs));
    return ok();
  });
  if (!written) denials_.put_back(denied);
  return written;
}

Result<std::int64_t> SeatLedger::expire() {
  const std::int64_t now = clock_.monotonic_ms();
  const bool behind = terms_.mark().behind_since_ms.has_value();
  bool read_now = false;
  bool write_now = false;
  {
    const std::lock_guard lock(mutex_);
    read_now = now >= next_read_monotonic_ms_;
    write_now = now >= next_diary_monotonic_ms_ || behind != was_behind_;
    was_behind_ = behind;
    if (read_now) next_read_monotonic_ms_ = now + kReadEveryMs;
    if (write_now) next_diary_monotonic_ms_ = now + kDiaryEveryMs;
  }
  if (read_now) TRY(read_all());
  std::int64_t freed = TRY(expire_due());
  freed += TRY(end_dates());
  if (write_now) TRY(write_diary());
  return freed;
}

}  // namespace kontor::licensing
