#include "host/backup/restored_database.hpp"

#include <algorithm>

#include "base/core/bytes.hpp"
#include "base/db/copy.hpp"
#include "host/access/audit_log.hpp"
#include "host/backup/external_program.hpp"

namespace kontor::host {

namespace {

// The failure, with what to do about it where it is the one that says `sign`.
Error advised(Error error, const char* sign, const std::string& advice) {
  if (error.message.find(sign) != std::string::npos) error.message += "; " + advice;
  return error;
}

bool is_sqlite(const std::string& url) { return url.starts_with("sqlite:"); }

Status note_contents(db::Session& session, BackupManifest& manifest) {
  manifest.tables = TRY(summarise(session));
  const auto head =
      TRY(session.query_row("SELECT sequence, hash FROM chain_head WHERE name = 'audit'"));
  if (!head) return Error{ErrorCode::not_found, "this is not the database of a host"};
  manifest.audit_sequence = head->integer(0);
  manifest.audit_hash = head->text(1);
  return ok();
}

bool has_table(const std::vector<PersonTable>& tables, const std::string& name) {
  return std::any_of(tables.begin(), tables.end(),
                     [&](const PersonTable& table) { return table.name == name; });
}

// Tables and keys, the latter of the live database: who is in the snapshot has one by now.
Status take_people(db::Session& snapshot, const std::string& url, DatabaseDump& dump,
                   std::vector<PersonTable>& tables, const Clock& clock, Random& random) {
  tables = TRY(person_tables(snapshot));
  if (tables.empty()) return ok();
  const auto live = TRY(db::Database::open(url));
  TRY(make_person_keys(*live, tables, clock, random));
  dump.keys = TRY(read_person_keys(*live));
  if (has_table(tables, "plugin_storage")) {
    for (const db::Row& row :
         TRY(snapshot.query("SELECT id, subject FROM plugin_file WHERE subject IS NOT NULL")))
      dump.files[row.text(0)] = row.text(1);
  }
  return write_person_rows(snapshot, tables, dump.keys, random, dump.people);
}

Status dump_postgresql(const std::string& url, DatabaseDump& dump, BackupManifest& manifest,
                       const Clock& clock, Random& random) {
  const auto database = TRY(db::Database::open(url));
  // The exported snapshot lives as long as this transaction.
  return database->read([&](db::Session& session) -> Status {
    const auto snapshot = TRY(session.query_row("SELECT pg_export_snapshot()"));
    std::vector<PersonTable> tables;
    TRY(take_people(session, url, dump, tables, clock, random));
    const PostgresqlAddress address = postgresql_address(url);
    std::vector<std::string> command = {"pg_dump", "--format=custom", "--no-owner",
                                        "--no-privileges", "--snapshot=" + snapshot->text(0)};
    for (const PersonTable& table : tables) command.push_back("--exclude-table-data=" + table.name);
    command.insert(command.end(), {"--exclude-table-data=person_key",
                                   "--file=" + dump.database.string(), "--dbname=" + address.url});
    TRY(run_program(command, address.variables));
    return note_contents(session, manifest);
  });
}

std::string with_database(const std::string& url, const std::string& name) {
  return url.substr(0, url.rfind('/') + 1) + name;
}

}  // namespace

Status dump_database(const std::string& url, DatabaseDump& dump, BackupManifest& manifest,
                     const Clock& clock, Random& random) {
  manifest.dialect = is_sqlite(url) ? "sqlite" : "postgresql";
  if (!is_sqlite(url)) return dump_postgresql(url, dump, manifest, clock, random);
  const std::filesystem::path whole = dump.database.string() + ".whole";
  TRY(db::copy_database(url, whole));
  {
    const auto copy = TRY(db::Database::open("sqlite:" + whole.string()));
    std::vector<PersonTable> tables;
    TRY(copy->read(
        [&](db::Session& session) -> Status { return note_contents(session, manifest); }));
    TRY(copy->read([&](db::Session& session) {
      return take_people(session, url, dump, tables, clock, random);
    }));
    TRY(copy->transaction(
        [&](db::Session& session) { return take_person_rows_out(session, tables); }));
  }
  // Once more, since a file keeps what was deleted in its free pages.
  TRY(db::copy_database("sqlite:" + whole.string(), dump.database));
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(whole.string() + suffix);
  return ok();
}

Status empty_postgresql(const std::string& url) {
  const auto database = TRY(db::Database::open(url));
  return database->transaction([](db::Session& session) -> Status {
    const auto schema = TRY(session.query_row("SELECT current_schema()"));
    const std::string name = schema ? "\"" + schema->text(0) + "\"" : "public";
    TRY(session.execute("DROP SCHEMA " + name + " CASCADE"));
    TRY(session.execute("CREATE SCHEMA " + name));
    return ok();
  });
}

Result<LostRows> restore_people(const std::string& url, const std::filesystem::path& people,
                                const PersonKeys& keys) {
  const auto database = TRY(db::Database::open(url));
  auto lost = TRY(put_person_rows_back(*database, people, keys));
  TRY(database->transaction([&](db::Session& session) {
    return keep_person_keys(session, keys, SystemClock().now_ms());
  }));
  return lost;
}

Result<std::string> load_database(const std::filesystem::path& dump, const std::string& dialect,
                                  const std::string& postgresql_url) {
  if (dialect == "sqlite") return "sqlite:" + dump.string();
  if (postgresql_url.empty() || is_sqlite(postgresql_url)) {
    return Error{ErrorCode::invalid_argument,
                 "this backup is of a PostgreSQL database; name one with --database"};
  }
  const PostgresqlAddress address = postgresql_address(postgresql_url);
  const Status restored =
      run_program({"pg_restore", "--no-owner", "--no-privileges", "--single-transaction",
                   "--exit-on-error", "--dbname=" + address.url, dump.string()},
                  address.variables);
  if (!restored)
    return advised(restored.error(), "already exists",
                   "the database is not empty; make a new one and name it");
  return postgresql_url;
}

Status check_database(const std::string& url, const BackupManifest& manifest,
                      const std::map<std::string, std::int64_t>& lost) {
  const auto database = TRY(db::Database::open(url));
  const auto found = TRY(database->read([](db::Session& session) { return summarise(session); }));
  TRY(compare(manifest.tables, found, lost));
  const AuditHead head = TRY(AuditLog::inspect(*database));
  if (head.sequence == manifest.audit_sequence && head.hash == manifest.audit_hash) return ok();
  return Error{ErrorCode::untrusted, "the restored audit log ends elsewhere",
               R"({"code":"backup-differs"})"};
}

Result<std::unique_ptr<AsideDatabase>> AsideDatabase::create(const std::string& url,
                                                             Random& random) {
  const std::string name = "kontor_verify_" + hex_encode(random.bytes(8));
  const PostgresqlAddress address = postgresql_address(url);
  const Status made =
      run_program({"createdb", "--maintenance-db=" + address.url, name}, address.variables);
  if (!made)
    return advised(made.error(), "permission denied",
                   "a backup is verified in a database of its own: give the role CREATEDB (ALTER "
                   "ROLE … CREATEDB)");
  return std::unique_ptr<AsideDatabase>(new AsideDatabase(url, name, with_database(url, name)));
}

AsideDatabase::~AsideDatabase() {
  const PostgresqlAddress address = postgresql_address(beside_);
  static_cast<void>(
      run_program({"dropdb", "--if-exists", "--force", "--maintenance-db=" + address.url, name_},
                  address.variables));
}

}  // namespace kontor::host
