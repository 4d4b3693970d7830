#pragma once

#include <string_view>
#include <vector>

#include "base/db/database.hpp"
#include "licensing/seats/seat_wishes.hpp"

namespace kontor::licensing {

// The SQL of a company's groups and of the numbers of a pool, inside the caller's transaction.
class GroupStore {
 public:
  explicit GroupStore(db::Session& session) : session_(session) {}

  Result<std::vector<SeatGroup>> groups(std::string_view license_id);
  // Replaces or, with nothing reserved and no cap, removes; then counts anew what is reserved.
  Status put(std::string_view license_id, const SeatGroup& group);
  // The pool's numbers, without rows.
  Result<SeatPage> numbers(std::string_view license_id);

 private:
  db::Session& session_;
};

}  // namespace kontor::licensing
