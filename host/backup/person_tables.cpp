#include "host/backup/person_tables.hpp"

#include "host/core/definitions.hpp"
#include "host/core/personal_data.hpp"
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

std::string first_of(const std::vector<std::string>& columns) {
  if (columns.size() == 1) return columns.front();
  std::string list;
  for (const std::string& column : columns) list += (list.empty() ? "" : ", ") + column;
  return "COALESCE(" + list + ")";
}

// Whom a record is about; a lead that is nobody's yet is somebody itself. "" for a kind of record
// that is about nobody.
std::string somebody_of(const Entity& entity) {
  if (entity.name == "person") return "id";
  std::vector<std::string> columns;
  for (const std::string& name : fields_about_person(entity)) columns.push_back(sql_name(name));
  if (may_be_somebody(entity)) columns.emplace_back("id");
  return columns.empty() ? "" : first_of(columns);
}

// What speaks of another record is about whom that one is about.
std::string subject_of(const Entity& entity, const Catalogue& catalogue) {
  const std::string subject = RecordLayout(entity).table() + ".subject";
  std::string person = "CASE subject_entity WHEN 'person' THEN subject";
  for (const auto* entities : {&catalogue.entities(), &catalogue.hidden()}) {
    for (const auto& [name, other] : *entities) {
      const std::string somebody = somebody_of(other);
      if (name == "person" || has_subject(other) || somebody.empty()) continue;
      person += " WHEN '" + name + "' THEN (SELECT " + somebody + " FROM " +
                RecordLayout(other).table() + " spoken WHERE spoken.id = " + subject + ")";
    }
  }
  return person + " END";
}

// "" for an entity whose rows are about nobody.
std::string person_of(const Entity& entity, const Catalogue& catalogue) {
  if (has_subject(entity)) return subject_of(entity, catalogue);
  if (entity.name != "person" && !is_personal(entity)) return "";
  if (entity.name == "person" || !fields_about_person(entity).empty()) {
    const std::string somebody = somebody_of(entity);
    const bool itself = entity.name == "person" || may_be_somebody(entity);
    return itself ? somebody : "COALESCE(" + somebody + ", id)";
  }
  std::vector<std::string> columns;
  for (const Field& field : entity.fields) {
    const bool points = field.type == FieldType::reference && field.target == "person";
    if (points && field.plugin.empty()) columns.push_back(sql_name(field.name));
  }
  columns.emplace_back("id");
  return first_of(columns);
}

// What an import changed of somebody, and of what is about them.
std::string imported_person(const Catalogue& catalogue) {
  std::string kinds;
  for (const auto* entities : {&catalogue.entities(), &catalogue.hidden()})
    for (const auto& [name, entity] : *entities)
      if (name == "person" || is_personal(entity))
        kinds += (kinds.empty() ? "'" : ", '") + name + "'";
  return "CASE WHEN entity IN (" + kinds + ") THEN record_id END";
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
      const std::string person = person_of(entity, *catalogue);
      if (!person.empty()) tables.push_back({RecordLayout(entity).table(), person, {}});
    }
  }
  tables.push_back({"import_change", imported_person(*catalogue), {}});
  tables.push_back({"plugin_storage", "subject", {}});
  tables.push_back({"plugin_mail", "person", {}});
  tables.push_back({"message_permit", "person", {}});
  for (PersonTable& table : tables) table.columns = TRY(columns_of(session, table.name));
  std::erase_if(tables, [](const PersonTable& table) { return table.columns.empty(); });
  return tables;
}

}  // namespace kontor::host
