#include "marketplace/store/listing_store.hpp"

#include <map>

namespace kontor::marketplace {
namespace {

constexpr std::size_t kManifestMax = std::size_t{2} << 20;

Result<Release> release_of(const db::Row& row, std::size_t first) {
  Release release{.plugin_id = row.text(first), .version = row.text(first + 1)};
  release.sha256 = row.text(first + 2);
  release.length = row.integer(first + 3);
  release.target_path = row.text(first + 4);
  release.manifest = TRY(parse_json(row.text(first + 5), {.bytes_max = kManifestMax}));
  release.released_at_ms = row.integer(first + 6);
  release.custom = TRY(parse_json(row.text(first + 7)));
  return release;
}

Result<Listing> listing_of(const db::Row& row) {
  Listing listing{.plugin_id = row.text(0), .vendor = row.text(1), .kind = row.text(2)};
  listing.category = row.text(3);
  listing.newest = TRY(release_of(row, 4));
  return listing;
}

SearchText search_text_in(const db::Row& row) {
  return {.plugin_id = row.text(0), .category = row.text(1), .text = row.text(2)};
}

constexpr std::string_view kListingColumns =
    "SELECT listing.plugin_id, vendor, kind, category, plugin_release.plugin_id, version, sha256, "
    "length, target_path, manifest, released_at_ms, custom FROM listing JOIN plugin_release "
    "ON plugin_release.plugin_id = listing.plugin_id AND version = newest_version WHERE ";

}  // namespace

Status ListingStore::add_release(const Release& release) {
  TRY(session_.execute(
      R"sql(INSERT INTO plugin_release (plugin_id, version, sha256, length, target_path, manifest,
                                        released_at_ms, custom)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (plugin_id, version) DO UPDATE SET custom = excluded.custom)sql",
      {release.plugin_id, release.version, release.sha256, release.length, release.target_path,
       kontor::to_text(release.manifest), release.released_at_ms,
       kontor::to_text(release.custom.is_null() ? Json::object() : release.custom)}));
  return ok();
}

Status ListingStore::put_listing(const Listing& listing) {
  const std::string text = search_text_of(listing.plugin_id, listing.newest.manifest);
  TRY(session_.execute(
      R"sql(INSERT INTO listing (plugin_id, vendor, kind, category, newest_version, search_text)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (plugin_id) DO UPDATE SET vendor = excluded.vendor, kind = excluded.kind,
              category = excluded.category, newest_version = excluded.newest_version,
              search_text = excluded.search_text)sql",
      {listing.plugin_id, listing.vendor, listing.kind, listing.category, listing.newest.version,
       text}));
  return ok();
}

Status ListingStore::set_terms(const std::string& target_path, const Json& custom) {
  TRY(session_.execute(R"sql(UPDATE plugin_release SET custom = $1 WHERE target_path = $2)sql",
                       {kontor::to_text(custom), target_path}));
  return ok();
}

Status ListingStore::withdraw(const std::string& plugin_id) {
  TRY(session_.execute(R"sql(DELETE FROM listing WHERE plugin_id = $1)sql", {plugin_id}));
  return ok();
}

Result<Listing> ListingStore::get(const std::string& plugin_id) {
  const auto row =
      TRY(session_.query_row(std::string(kListingColumns) + "listing.plugin_id = $1", {plugin_id}));
  if (!row) return Error{ErrorCode::not_found, "no plugin '" + plugin_id + "' in the catalogue"};
  return listing_of(*row);
}

Result<std::vector<Release>> ListingStore::releases(const std::string& plugin_id) {
  const auto rows = TRY(session_.query(
      R"sql(SELECT plugin_id, version, sha256, length, target_path, manifest, released_at_ms,
                   custom
            FROM plugin_release WHERE plugin_id = $1 ORDER BY released_at_ms, version)sql",
      {plugin_id}));
  std::vector<Release> releases;
  for (const db::Row& row : rows) releases.push_back(TRY(release_of(row, 0)));
  return releases;
}

Result<std::vector<Listing>> ListingStore::get_all(const std::vector<std::string>& ids) {
  std::vector<Listing> listings;
  if (ids.empty()) return listings;
  std::string sql = std::string(kListingColumns) + "listing.plugin_id IN (";
  for (std::size_t number = 1; number <= ids.size(); ++number)
    sql += (number > 1 ? ", $" : "$") + std::to_string(number);
  sql += ")";
  std::map<std::string, Listing> by_id;
  for (const db::Row& row : TRY(session_.query(sql, {ids.begin(), ids.end()}))) {
    Listing listing = TRY(listing_of(row));
    by_id.emplace(listing.plugin_id, std::move(listing));
  }
  listings.reserve(ids.size());
  for (const std::string& id : ids)
    if (const auto found = by_id.find(id); found != by_id.end())
      listings.push_back(std::move(found->second));
  return listings;
}

Result<std::vector<SearchText>> ListingStore::all_search_texts() {
  const auto rows = TRY(
      session_.query("SELECT plugin_id, category, search_text FROM listing ORDER BY plugin_id"));
  std::vector<SearchText> texts;
  texts.reserve(rows.size());
  for (const db::Row& row : rows) texts.push_back(search_text_in(row));
  return texts;
}

Result<std::optional<SearchText>> ListingStore::search_text(const std::string& plugin_id) {
  const auto row = TRY(session_.query_row(
      "SELECT plugin_id, category, search_text FROM listing WHERE plugin_id = $1", {plugin_id}));
  if (!row) return std::optional<SearchText>();
  return std::optional<SearchText>(search_text_in(*row));
}

}  // namespace kontor::marketplace
