#include "host/store/phone_words.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "base/core/log.hpp"
#include "host/store/record_layout.hpp"

namespace kontor::host {
namespace {

constexpr const char* kDone = "phone_words";
constexpr const char* kPlace = "phone_words_place";
constexpr std::int64_t kTellEvery = 100;  // Portions.

// Where the next portion begins: after this record of this kind.
struct Place {
  std::string entity = {};
  std::string after = {};
};

Result<Place> read_place(db::Session& session) {
  const auto row =
      TRY(session.query_row("SELECT body FROM company_setting WHERE name = $1", {kPlace}));
  if (!row) return Place{};
  const Json body = TRY(parse_json(row->text(0)));
  return Place{body.value("entity", ""), body.value("after", "")};
}

Status keep_place(db::Session& session, const Place& place) {
  TRY(session.execute("DELETE FROM company_setting WHERE name = $1", {kPlace}));
  TRY(session.execute("INSERT INTO company_setting (name, body) VALUES ($1, $2)",
                      {kPlace, to_text({{"entity", place.entity}, {"after", place.after}})}));
  return ok();
}

// Those of a portion without their words get them. A record written since has them already.
Status add_to(db::Session& session, const RecordLayout& layout, const std::vector<db::Value>& ids) {
  const bool sqlite = session.dialect() == db::Dialect::sqlite;
  const std::string words = layout.phone_words_sql();
  const std::string& table = layout.table();
  const std::string search = table + "_search";
  const std::string those = " WHERE id IN " + db::placeholders(1, ids.size());
  const std::string living = those + " AND deleted_at_ms IS NULL";
  if (sqlite)
    TRY(session.execute("INSERT INTO " + search + "(" + search +
                            ", rowid, search_text) SELECT 'delete', seq, search_text FROM " +
                            table + living,
                        ids));
  TRY(session.execute("UPDATE " + table + " SET search_text = search_text || " + words + those,
                      ids));
  if (sqlite)
    TRY(session.execute("INSERT INTO " + search +
                            "(rowid, search_text) SELECT seq, search_text FROM " + table + living,
                        ids));
  return ok();
}

// The next kind that has numbers in its search, from the one of the place on.
std::vector<const Entity*> kinds_from(const Catalogue& catalogue, const std::string& entity) {
  std::vector<const Entity*> kinds;
  for (const auto* entities : {&catalogue.entities(), &catalogue.hidden()}) {
    for (const auto& [name, each] : *entities) {
      const RecordLayout layout(each);
      if (layout.has_search() && !layout.phone_words_sql().empty()) kinds.push_back(&each);
    }
  }
  std::sort(kinds.begin(), kinds.end(),
            [](const Entity* a, const Entity* b) { return a->name < b->name; });
  std::erase_if(kinds, [&](const Entity* each) { return each->name < entity; });
  return kinds;
}

}  // namespace

Result<bool> add_some_phone_words(db::Session& session, const Catalogue& catalogue) {
  if (TRY(session.query_row("SELECT 1 FROM company_setting WHERE name = $1", {kDone})))
    return false;
  const Place place = TRY(read_place(session));
  const bool sqlite = session.dialect() == db::Dialect::sqlite;
  for (const Entity* const entity : kinds_from(catalogue, place.entity)) {
    const RecordLayout layout(*entity);
    const std::string words = layout.phone_words_sql();
    const std::string lacks =
        words + " <> '' AND " + (sqlite ? "instr" : "strpos") + "(search_text, " + words + ") = 0";
    const auto rows = TRY(session.query(
        "SELECT id, CASE WHEN " + lacks + " THEN 1 ELSE 0 END FROM " + layout.table() +
            " WHERE id > $1 ORDER BY id LIMIT " + std::to_string(kPhoneWordRows),
        {entity->name == place.entity ? place.after : ""}));
    if (rows.empty()) continue;
    std::vector<db::Value> ids;
    for (const db::Row& row : rows)
      if (row.integer(1) == 1) ids.emplace_back(row.text(0));
    if (!ids.empty()) TRY(add_to(session, layout, ids));
    TRY(keep_place(session, {entity->name, rows.back().text(0)}));
    return true;
  }
  TRY(session.execute("DELETE FROM company_setting WHERE name = $1", {kPlace}));
  TRY(session.execute("INSERT INTO company_setting (name, body) VALUES ($1, '{}')", {kDone}));
  return false;
}

Status add_phone_words(db::Database& database, const Catalogue& catalogue) {
  bool more = true;
  for (std::int64_t portions = 0; more; ++portions) {
    more = TRY(database.transaction(
        [&](db::Session& session) { return add_some_phone_words(session, catalogue); }));
    if (more && portions > 0 && portions % kTellEvery == 0)
      log::info("numbers of older records are made findable by their beginning",
                {{"records", portions * kPhoneWordRows}});
  }
  return ok();
}

}  // namespace kontor::host
