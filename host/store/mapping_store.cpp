#include "host/store/mapping_store.hpp"

#include "base/core/json.hpp"

namespace kontor::host {

namespace {

constexpr const char* kMappingColumns =
    "SELECT entity, source, columns_hash, mapping, saved_by, saved_at_ms FROM import_mapping WHERE "
    "entity = $1";

Result<std::vector<SavedMapping>> mappings_where(db::Session& session, const std::string& test,
                                                 const std::vector<db::Value>& values) {
  const auto answer = TRY(session.query(kMappingColumns + test, values));
  std::vector<SavedMapping> found;
  found.reserve(answer.size());
  for (const db::Row& row : answer) {
    const Json mapping = TRY(parse_json(row.text(3)));
    found.push_back({row.text(0), row.text(1), row.text(2),
                     mapping.get<std::map<std::string, std::string>>(), row.text(4),
                     row.integer(5)});
  }
  return found;
}

std::optional<SavedMapping> first_of(std::vector<SavedMapping> found) {
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace

Status MappingStore::keep(db::Session& session, const SavedMapping& mapping) {
  return session.insert_rows(
      "import_mapping", {"entity", "source", "columns_hash", "mapping", "saved_by", "saved_at_ms"},
      {{mapping.entity, mapping.source, mapping.columns_hash, to_text(Json(mapping.mapping)),
        mapping.saved_by, mapping.saved_at_ms}},
      "ON CONFLICT (entity, source) DO UPDATE SET columns_hash = excluded.columns_hash, mapping = "
      "excluded.mapping, saved_by = excluded.saved_by, saved_at_ms = excluded.saved_at_ms");
}

Result<std::optional<SavedMapping>> MappingStore::of_source(db::Session& session,
                                                            const std::string& entity,
                                                            const std::string& source) {
  return first_of(TRY(mappings_where(session, " AND source = $2", {entity, source})));
}

Result<std::optional<SavedMapping>> MappingStore::of_columns(db::Session& session,
                                                             const std::string& entity,
                                                             const std::string& columns_hash) {
  return first_of(TRY(
      mappings_where(session, " AND columns_hash = $2 ORDER BY saved_at_ms DESC, source LIMIT 1",
                     {entity, columns_hash})));
}

Result<std::vector<SavedMapping>> MappingStore::all(db::Session& session, const std::string& entity,
                                                    int limit) {
  return mappings_where(session, " ORDER BY source LIMIT $2", {entity, std::int64_t{limit}});
}

Result<bool> MappingStore::remove(db::Session& session, const std::string& entity,
                                  const std::string& source) {
  const auto count = TRY(session.execute(
      "DELETE FROM import_mapping WHERE entity = $1 AND source = $2", {entity, source}));
  return count > 0;
}

}  // namespace kontor::host
