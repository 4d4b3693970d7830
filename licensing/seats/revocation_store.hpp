#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/clock.hpp"
#include "base/db/database.hpp"

namespace kontor::licensing {

// The SQL of the signed lists of withdrawn licences, inside the caller's transaction.
class RevocationStore {
 public:
  explicit RevocationStore(db::Session& session) : session_(session) {}
  struct Newest {
    std::int64_t sequence = 0;
    std::string token;
  };
  Result<std::optional<Newest>> newest(std::string_view company_id);
  Result<std::vector<std::string>> all();
  // False when a newer one is there.
  Result<bool> put(std::string_view company_id, std::int64_t sequence, std::string_view token,
                   TimeMs now_ms);

 private:
  db::Session& session_;
};

}  // namespace kontor::licensing
