#pragma once

#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/db/database.hpp"

namespace kontor::marketplace {

// An offer as its vendor signed it.
struct StoredOffer {
  std::string offer_id = {};
  std::string product = {};
  std::string vendor = {};
  Json envelope = {};
};

// Offers in force. Lives inside one transaction.
class OfferStore {
 public:
  explicit OfferStore(db::Session& session) : session_(session) {}

  // Adds or replaces. conflict when another vendor or product has the id.
  Status put(const StoredOffer& offer, TimeMs now_ms);
  Result<StoredOffer> get(const std::string& offer_id);  // not_found
  Result<std::vector<StoredOffer>> of_product(const std::string& product);

 private:
  db::Session& session_;
};

}  // namespace kontor::marketplace
