#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/db/database.hpp"
#include "marketplace/core/listing.hpp"

namespace kontor::marketplace {

// The catalogue: what is released, searchable. Lives inside one transaction.
class ListingStore {
 public:
  explicit ListingStore(db::Session& session) : session_(session) {}

  // Adds a release; of one that is there already only what its vendor may change.
  Status add_release(const Release& release);
  Status set_terms(const std::string& target_path, const Json& custom);
  // Makes the listing say what its newest release says.
  Status put_listing(const Listing& listing);
  // Takes it out of the catalogue; its releases stay.
  Status withdraw(const std::string& plugin_id);

  Result<Listing> get(const std::string& plugin_id);  // not_found
  Result<std::vector<Release>> releases(const std::string& plugin_id);
  // At most `query.limit`; the next page is the same query after the last one's id.
  Result<std::vector<Listing>> search(const CatalogueQuery& query);

 private:
  db::Session& session_;
};

}  // namespace kontor::marketplace
