#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/db/database.hpp"
#include "licensing/core/lease.hpp"

namespace kontor::licensing {

enum class LeaseState { active, released, expired };

// A lease as it is stored: what the protocol needs beyond what a holder sees.
struct StoredLease {
  Lease lease;
  std::string device_key;  // Raw; hexadecimal in the table.
  LeaseState state = LeaseState::active;
  bool pooled = false;  // Counts in the pool's `used`.
};

// The SQL of pools and leases, inside the caller's transaction. One method, one statement
// or two that belong together; decides nothing.
class LeaseStore {
 public:
  explicit LeaseStore(db::Session& session) : session_(session) {}

  // --- pool ---
  // Takes a seat: the new fence, or nothing when all are taken. One conditional
  // statement, so that no two callers can both have the last seat.
  Result<std::optional<std::int64_t>> take_seat(std::string_view license_id);
  // The next fence without taking a seat: the named seat was taken when it was assigned.
  Result<std::int64_t> next_fence(std::string_view license_id);
  Status free_seat(std::string_view license_id);

  // --- leases ---
  Status insert(const StoredLease& lease, std::string_view idempotency_key);
  Result<std::optional<StoredLease>> find(std::string_view lease_id);
  Result<std::optional<StoredLease>> find_claim(std::string_view license_id,
                                                std::string_view idempotency_key);
  // Active leases of a session, of one licence or of all ("").
  Result<std::vector<StoredLease>> active_of_session(std::string_view license_id,
                                                     std::string_view session);
  // Active leases of one licence or of all (""), longest holder first.
  Result<std::vector<StoredLease>> active(std::string_view license_id);
  // Moves an active lease from the step to the next sequence; false if it is elsewhere.
  Result<bool> advance(const LeaseStep& from, TimeMs now_ms);
  // Ends an active lease that stands at this fence and sequence, and frees its seat.
  // False if it had moved or ended: then nothing happens.
  Result<bool> end(const LeaseStep& at, LeaseState state, TimeMs now_ms);

 private:
  Result<std::vector<StoredLease>> select(std::string_view condition,
                                          const std::vector<db::Value>& parameters);
  Result<std::optional<StoredLease>> select_one(std::string_view condition,
                                                const std::vector<db::Value>& parameters);

  db::Session& session_;
};

}  // namespace kontor::licensing
