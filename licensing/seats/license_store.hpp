#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/db/database.hpp"
#include "licensing/core/lease.hpp"
#include "licensing/core/license.hpp"
#include "licensing/seats/terms_clock.hpp"

namespace kontor::licensing {

// The SQL of stored licence documents and of the ledger's own life, inside the caller's
// transaction.
class LicenseStore {
 public:
  explicit LicenseStore(db::Session& session) : session_(session) {}

  // The next number of this ledger's life, above `known` too; each start takes one. `stored`
  // gets the one the database had before.
  Result<std::int64_t> next_epoch(std::string_view authority, std::int64_t known,
                                  std::int64_t& stored);
  Result<TermsClock::Mark> time_mark(std::string_view authority);
  Status put_time_mark(std::string_view authority, const TermsClock::Mark& mark);

  struct Stored {
    std::string license_id;
    std::string product;
    std::string token;
    bool operator==(const Stored&) const = default;
  };
  // Documents of licences that are not revoked, newest first.
  Result<std::vector<Stored>> documents();
  Result<std::optional<std::string>> token(std::string_view license_id);
  // Stores or replaces the document and sets the pool's size: at once, or as seats come free
  // where more are in use than `cap`.
  Status put(const License& license, std::string_view token, std::int64_t cap,
             std::int64_t overdraft, TimeMs now_ms);
  // False if it is not here or was revoked before.
  Result<bool> revoke(std::string_view license_id, std::string_view reason, TimeMs now_ms);
  Result<bool> is_revoked(std::string_view license_id);
  // Why it was revoked; nothing if it was not.
  Result<std::optional<std::string>> revoked_for(std::string_view license_id);

  Status note_request(std::string_view product, std::string_view holder, std::string_view asker,
                      TimeMs now_ms);

 private:
  db::Session& session_;
};

}  // namespace kontor::licensing
