#include "host/backup/person_tables.hpp"

#include <algorithm>

#include "host/core/definitions.hpp"
#include "host/store/definition_store.hpp"
#include "host/store/record_layout.hpp"

namespace kontor::host {

namespace {

Result<std::vector<std::string>> columns_of(db::Session& session, const std::string& table) {
  const bool sqlite = session.dialect() == db::Dialect::sqlite;
  std::vector<std::string> columns;
  for (const db::Row& row : TRY(session.query(
           sqlite ? "SELECT name FROM pragma_table_info($1) ORDER BY cid"
                  : "SELECT column_name FROM information_schema.columns WHERE table_schema = "
                    "current_schema() AND table_name = $1 AND is_generated = 'NEVER' "
                    "ORDER BY ordinal_position",
           {table}))) {
    columns.push_back(row.text(0));
  }
  return columns;
}

// "" for an entity whose rows are about nobody.
std::string person_of(const Entity& entity) {
  if (entity.name == "person") return "id";
  if (entity.name == "activity" || entity.name == "task")
    return "CASE WHEN subject_entity = 'person' THEN subject END";
  const bool personal =
      std::any_of(entity.fields.begin(), entity.fields.end(),
                  [](const Field& field) { return !field.personal_data.empty(); });
  if (!personal) return "";
  std::string person = "COALESCE(";
  for (const Field& field : entity.fields) {
    const bool points = field.type == FieldType::reference && field.target == "person";
    if (points && field.plugin.empty()) person += sql_name(field.name) + ", ";
  }
  return person + "id)";
}

}  // namespace

Result<std::vector<PersonTable>> person_tables(db::Session& session) {
  std::vector<PersonTable> tables;
  if (TRY(columns_of(session, "person_key")).empty()) return tables;
  const auto definitions = TRY(Definitions::builtin());
  CompanyDefinitions company = TRY(DefinitionStore::load(session));
  TRY(definitions->configure(std::move(company)));
  const auto catalogue = definitions->now();
  for (const auto* entities : {&catalogue->entities(), &catalogue->hidden()}) {
    for (const auto& [name, entity] : *entities) {
      const std::string person = person_of(entity);
      if (!person.empty()) tables.push_back({RecordLayout(entity).table(), person, {}});
    }
  }
  tables.push_back(
      {"import_change", "CASE WHEN entity IN ('person', 'lead') THEN record_id END", {}});
  tables.push_back({"plugin_storage", "subject", {}});
  tables.push_back({"plugin_mail", "person", {}});
  tables.push_back({"message_permit", "person", {}});
  for (PersonTable& table : tables) table.columns = TRY(columns_of(session, table.name));
  std::erase_if(tables, [](const PersonTable& table) { return table.columns.empty(); });
  return tables;
}

}  // namespace kontor::host
