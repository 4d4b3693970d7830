#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/db/database.hpp"
#include "licensing/seats/lease_state.hpp"

namespace kontor::licensing {

// The SQL of leases, inside the caller's transaction. One method, one statement or two that
// belong together; decides nothing. Seats are counted by PoolStore.
class LeaseStore {
 public:
  explicit LeaseStore(db::Session& session) : session_(session) {}

  // False when the idempotency key or a live lease of the session is there already: then
  // nothing happens.
  Result<bool> insert(const StoredLease& lease, std::string_view idempotency_key);
  Result<std::optional<StoredLease>> find(std::string_view lease_id);
  Result<std::optional<StoredLease>> find_claim(std::string_view license_id,
                                                std::string_view idempotency_key);
  // Live leases of a session, of one licence or of all ("").
  Result<std::vector<StoredLease>> live_of_session(std::string_view license_id,
                                                   std::string_view session);
  // Live leases of one licence, longest holder first.
  Result<std::vector<StoredLease>> live(std::string_view license_id, std::int64_t rows_max);
  // All live leases, `rows_max` at a time: those behind `last` in an order of their own; nothing
  // for the first.
  Result<std::vector<StoredLease>> live_behind(const std::optional<Lease>& last,
                                               std::int64_t rows_max);
  // Live leases of one person.
  Result<std::vector<StoredLease>> live_of_subject(std::string_view license_id,
                                                   std::string_view subject);
  // Ended leases that still count in their pool.
  Result<std::vector<StoredLease>> held_after_end();
  // Borrowed leases, and written-off ones that still count, whose date is reached.
  Result<std::vector<StoredLease>> overdue(TimeMs now_ms);

  // Moves an active lease from `sequence - 1` to `sequence`, and gives it. Nothing if it stands
  // elsewhere. The product is left empty.
  Result<std::optional<Lease>> advance(const LeaseStep& to, TimeMs now_ms);
  // The same for a suspect one whose seat was taken again: active, and held if it is pooled.
  Result<bool> revive(const LeaseStep& to, TimeMs now_ms);
  // An active lease to a later sequence, as it stood after an old copy was made.
  Result<bool> jump(const LeaseStep& to, TimeMs now_ms);
  // What became of a lease that ends, for whoever frees its seat.
  struct Ended {
    std::string license_id;
    std::string member_of;
    std::string subject;
    std::string feature;
    bool was_held = false;
  };
  // Ends a live lease that stands in `from` at this fence and sequence. Nothing if it had moved or
  // ended. Its seat is the caller's to free.
  Result<std::optional<Ended>> end(const LeaseStep& at, LeaseState from, LeaseState state,
                                   TimeMs now_ms);
  // The same for one that stands at the sequence or one below it (its last reply was lost).
  Result<std::optional<Ended>> end_active(const LeaseStep& at, LeaseState state, TimeMs now_ms);
  // Another live state; false if it is not in `from` at this fence.
  Result<bool> move(const LeaseStep& at, LeaseState from, LeaseState to);
  // Has the device a seat of the licence on travel?
  Result<bool> is_travelling(std::string_view license_id, std::string_view device_key);
  Result<bool> set_until(std::string_view lease_id, TimeMs until_ms);
  Status set_held(std::string_view lease_id, bool held);
  // Forgets leases that ended before then: their history is the licence log's. Number forgotten.
  Result<std::int64_t> forget_ended(TimeMs before_ms);

 private:
  Result<std::vector<StoredLease>> select(std::string_view condition,
                                          const std::vector<db::Value>& parameters);
  Result<std::optional<StoredLease>> select_one(std::string_view condition,
                                                const std::vector<db::Value>& parameters);

  db::Session& session_;
};

}  // namespace kontor::licensing
