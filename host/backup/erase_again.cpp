#include "host/access/audit_log.hpp"
#include "host/app/records.hpp"
#include "host/backup/restored_database.hpp"
#include "host/store/record_tables.hpp"

namespace kontor::host {

namespace {

constexpr int kPointersAtOnce = 100;

// Nothing may point to somebody who goes; the field is emptied.
Status let_go(Records& records, const std::string& person) {
  const auto catalogue = records.definitions().now();
  for (const auto& [name, entity] : catalogue->entities()) {
    if (entity.engine_only || name == "activity") continue;
    for (const Field& field : entity.fields) {
      if (field.type != FieldType::reference || field.target != "person") continue;
      for (;;) {
        const RecordPage page = TRY(records.list(
            Principal::system(),
            {.entity = name,
             .filter = Json::array({{{"field", field.name}, {"op", "eq"}, {"value", person}}}),
             .limit = kPointersAtOnce}));
        if (page.records.empty()) break;
        for (const Record& record : page.records) {
          TRY(records.update(Principal::system(), name, record.id, {}, {{field.name, nullptr}}));
        }
      }
    }
  }
  return ok();
}

}  // namespace

Status erase_again(const std::string& url, const std::vector<std::string>& persons) {
  if (persons.empty()) return ok();
  const auto database = TRY(db::Database::open(url));
  const auto definitions = TRY(Definitions::builtin());
  TRY(prepare_database(*database, *definitions));
  const SystemClock clock;
  SystemRandom random;
  IdSource ids(clock, random);
  Outbox outbox(*database, clock, ids);
  Records records({*database, *definitions, outbox, clock, ids});
  for (const std::string& person : persons) {
    const auto present = records.get(Principal::system(), "person", person);
    if (!present && present.error().code != ErrorCode::not_found) return present.error();
    if (present) TRY(let_go(records, person));
    // Deleted and living ones alike.
    const auto purged = records.purge(Principal::system(), "person", person);
    if (!purged && purged.error().code != ErrorCode::not_found) return purged.error();
    const auto forgotten = database->transaction([&](db::Session& session) {
      return AuditLog(clock).erase(session, audit_actor(Principal::system()), person);
    });
    if (!forgotten) return forgotten.error();
  }
  return ok();
}

}  // namespace kontor::host
