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
  // Those of the plugins that are in the catalogue, in the given order.
  Result<std::vector<Listing>> get_all(const std::vector<std::string>& plugin_ids);

  Result<std::vector<SearchText>> all_search_texts();
  // Nothing when the plugin is not in the catalogue.
  Result<std::optional<SearchText>> search_text(const std::string& plugin_id);

 private:
  db::Session& session_;
};

}  // namespace kontor::marketplace
