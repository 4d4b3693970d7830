#pragma once

#include <map>
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

// More than these are not shown.
inline constexpr std::size_t kOffersOfAProductMax = 100;

// Offers in force. Lives inside one transaction.
class OfferStore {
 public:
  explicit OfferStore(db::Session& session) : session_(session) {}

  // Adds or replaces. conflict when another vendor or product has the id.
  Status put(const StoredOffer& offer, TimeMs now_ms);
  Result<StoredOffer> get(const std::string& offer_id);  // not_found
  // Of these products, by product; at most kOffersOfAProductMax of each.
  Result<std::map<std::string, std::vector<StoredOffer>>> of_products(
      const std::vector<std::string>& products);

 private:
  db::Session& session_;
};

}  // namespace kontor::marketplace
