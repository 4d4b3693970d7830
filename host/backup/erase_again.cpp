#include "base/core/files.hpp"
#include "host/access/secret_file.hpp"
#include "host/backup/restored_database.hpp"
#include "host/gdpr/erase_records.hpp"
#include "host/gdpr/erasure_store.hpp"
#include "host/store/record_layout.hpp"
#include "host/store/record_tables.hpp"

namespace kontor::host {

namespace {

// What plugins kept in the host's own tables, and their files.
Status erase_kept_by_plugins(db::Session& session, const std::filesystem::path& data,
                             const std::string& person) {
  std::error_code problem;
  for (const db::Row& row :
       TRY(session.query("SELECT id FROM plugin_file WHERE subject = $1", {person}))) {
    const std::string id = row.text(0);
    std::filesystem::remove(data / "files" / id.substr(id.size() < 2 ? 0 : id.size() - 2) / id,
                            problem);
  }
  TRY(session.execute("DELETE FROM plugin_file WHERE subject = $1", {person}));
  TRY(session.execute("DELETE FROM plugin_storage WHERE subject = $1", {person}));
  TRY(session.execute("DELETE FROM plugin_mail WHERE person = $1", {person}));
  TRY(session.execute("DELETE FROM message_permit WHERE person = $1", {person}));
  return ok();
}

// Plugins' own notes came back with the backup: each is told once the host runs.
Status leave_debts(db::Session& session, const std::filesystem::path& data,
                   const std::string& person, TimeMs now_ms) {
  std::error_code problem;
  for (const auto& entry : std::filesystem::directory_iterator(data / "plugins", problem)) {
    const std::string plugin = entry.path().filename().string();
    if (plugin.starts_with('.') || !std::filesystem::exists(entry.path() / "data", problem))
      continue;
    TRY(ErasureStore::add_debt(session, {plugin, person}, now_ms));
  }
  return ok();
}

// Rows that nobody can read any more did not come back.
Status count_again(db::Session& session, const Catalogue& catalogue) {
  for (const auto* entities : {&catalogue.entities(), &catalogue.hidden()}) {
    for (const auto& [name, entity] : *entities) {
      TRY(session.execute("UPDATE record_count SET living = (SELECT COUNT(*) FROM " +
                              RecordLayout(entity).table() +
                              " WHERE deleted_at_ms IS NULL) WHERE entity = $1",
                          {name}));
    }
  }
  return ok();
}

bool has_plugins(db::Database& database) {
  return database
      .read([](db::Session& session) -> Status {
        const auto row = TRY(session.query_row(
            "SELECT 1 FROM schema_migration WHERE component = 'host_plugins' AND number = 4"));
        if (row) return ok();
        return Error{ErrorCode::not_found, "no plugins yet"};
      })
      .
      operator bool();
}

}  // namespace

Status erase_again(const std::string& url, const std::filesystem::path& data,
                   const std::vector<std::string>& persons) {
  if (persons.empty()) return ok();
  const auto database = TRY(db::Database::open(url));
  const auto definitions = TRY(Definitions::builtin());
  TRY(prepare_database(*database, *definitions));
  TRY(database->transaction(
      [&](db::Session& session) { return count_again(session, *definitions->now()); }));
  std::error_code ignored;
  std::filesystem::create_directories(data / "keys", ignored);
  const SystemClock clock;
  SystemRandom random;
  IdSource ids(clock, random);
  Outbox outbox(*database, clock, ids);
  Records records({*database, *definitions, outbox, clock, ids});
  const std::string secret = TRY(load_or_create_key(data / "keys/access.key", random));
  Tombstones tombstones(secret);
  RecordEraser eraser{*database, records, outbox, clock, tombstones};
  const bool plugins = has_plugins(*database);
  for (const std::string& person : persons) {
    const auto also = [&](db::Session& session, const Json&) -> Status {
      if (plugins) TRY(erase_kept_by_plugins(session, data, person));
      return leave_debts(session, data, person, clock.now_ms());
    };
    TRY(eraser.erase(audit_actor(Principal::system()), person, "restored", also));
  }
  return ok();
}

}  // namespace kontor::host
