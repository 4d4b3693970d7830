#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/db/database.hpp"
#include "licensing/core/lease.hpp"
#include "licensing/core/license.hpp"

namespace kontor::licensing {

// The SQL of stored licence documents, their pools and their named seats, inside the
// caller's transaction.
class LicenseStore {
 public:
  explicit LicenseStore(db::Session& session) : session_(session) {}

  // The next number of this ledger's life; each start takes one.
  Result<std::int64_t> next_epoch(std::string_view authority);

  Result<std::vector<std::string>> tokens();
  Result<std::optional<std::string>> token(std::string_view license_id);
  // Stores or replaces the document and sets the pool's size. conflict when more seats
  // are in use than `cap`.
  Status put(const License& license, std::string_view token, std::int64_t cap, TimeMs now_ms);

  Result<bool> is_assigned(std::string_view license_id, std::string_view subject);
  // Longest assigned first.
  Result<std::vector<Holder>> assigned(std::string_view license_id);
  Status assign(std::string_view license_id, std::string_view subject, TimeMs now_ms);
  Status unassign(std::string_view license_id, std::string_view subject);

  // After the list changed; conflict when `used` does not fit.
  Status set_used(std::string_view license_id, std::int64_t used);

  Status note_request(std::string_view product, std::string_view holder, std::string_view asker,
                      TimeMs now_ms);

 private:
  db::Session& session_;
};

}  // namespace kontor::licensing
