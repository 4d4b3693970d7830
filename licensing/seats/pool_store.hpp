#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/db/database.hpp"

namespace kontor::licensing {

// The SQL that counts seats, inside the caller's transaction. Each taking is one conditional
// statement, so that no two callers can both have the last seat; none of it depends on the
// pool's size.
class PoolStore {
 public:
  explicit PoolStore(db::Session& session) : session_(session) {}

  struct Seat {
    std::int64_t fence = 0;
    bool overdrawn = false;  // Beyond the seats bought, within what the offer lends.
  };
  // A seat for somebody who neither waited nor has a reserved one.
  Result<std::optional<Seat>> take(std::string_view license_id);
  // A seat for somebody before whom so many wait.
  Result<std::optional<Seat>> take_in_turn(std::string_view license_id, std::int64_t ahead);
  // One of the seats reserved for a group; the caller has counted it there.
  Result<std::optional<Seat>> take_reserved(std::string_view license_id);
  // The next fence without taking a seat: the named one was taken when it was assigned.
  Result<std::int64_t> next_fence(std::string_view license_id);
  // Frees a seat, and lets a smaller order come into force.
  Status free(std::string_view license_id, std::string_view member_of);
  // The same seat, on travel or back: at least `stay` seats must remain. False: they would not.
  Result<bool> borrow(std::string_view license_id, std::int64_t stay);
  Status end_borrow(std::string_view license_id);

  // --- groups ---
  enum class Share { unknown, full, common, reserved };
  // Counts a seat for the group, unless it has its most or there is no such group.
  Result<Share> count_in_group(std::string_view license_id, std::string_view name);
  Status uncount_in_group(std::string_view license_id, std::string_view name);

 private:
  Result<std::optional<Seat>> seat(std::string_view sql, const std::vector<db::Value>& values);

  db::Session& session_;
};

}  // namespace kontor::licensing
