#include "marketplace/app/catalogue_index.hpp"

#include <mutex>

#include "base/core/log.hpp"
#include "marketplace/store/listing_store.hpp"

namespace kontor::marketplace {

Status CatalogueIndex::load(db::Database& database) {
  {
    const std::shared_lock lock(mutex_);
    if (loaded_) return ok();
  }
  const std::unique_lock lock(mutex_);
  return loaded_ ? ok() : load_held(database);
}

Status CatalogueIndex::load_held(db::Database& database) {
  index_ = {};
  const auto found = TRY(
      database.read([](db::Session& session) { return ListingStore(session).all_search_texts(); }));
  for (const SearchText& one : found) index_.put(one.plugin_id, one.category, one.text);
  loaded_ = true;
  return ok();
}

Result<std::vector<std::string>> CatalogueIndex::search(db::Database& database,
                                                        const CatalogueQuery& query) {
  TRY(load(database));
  const std::shared_lock lock(mutex_);
  return index_.search(query);
}

void CatalogueIndex::renew(db::Database& database, const std::set<std::string>& plugins) {
  const std::unique_lock lock(mutex_);
  if (!loaded_) return;
  const Status renewed = database.read([&](db::Session& session) -> Status {
    ListingStore store(session);
    for (const std::string& plugin : plugins) {
      const auto now = TRY(store.search_text(plugin));
      if (now)
        index_.put(plugin, now->category, now->text);
      else
        index_.remove(plugin);
    }
    return ok();
  });
  if (renewed) return;
  log::error("the catalogue's index is read again", {{"error", renewed.error().message}});
  loaded_ = false;
}

}  // namespace kontor::marketplace
