#include "host/backup/restored_database.hpp"

#include "base/core/bytes.hpp"
#include "base/db/copy.hpp"
#include "host/access/audit_log.hpp"
#include "host/backup/external_program.hpp"

namespace kontor::host {

namespace {

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

Status dump_postgresql(const std::string& url, const std::filesystem::path& to,
                       BackupManifest& manifest) {
  const auto database = TRY(db::Database::open(url));
  // The exported snapshot lives as long as this transaction.
  return database->read([&](db::Session& session) -> Status {
    const auto snapshot = TRY(session.query_row("SELECT pg_export_snapshot()"));
    const PostgresqlAddress address = postgresql_address(url);
    TRY(run_program(
        {"pg_dump", "--format=custom", "--no-owner", "--no-privileges",
         "--snapshot=" + snapshot->text(0), "--file=" + to.string(), "--dbname=" + address.url},
        address.variables));
    return note_contents(session, manifest);
  });
}

std::string with_database(const std::string& url, const std::string& name) {
  return url.substr(0, url.rfind('/') + 1) + name;
}

}  // namespace

Status dump_database(const std::string& url, const std::filesystem::path& to,
                     BackupManifest& manifest) {
  manifest.dialect = is_sqlite(url) ? "sqlite" : "postgresql";
  if (!is_sqlite(url)) return dump_postgresql(url, to, manifest);
  TRY(db::copy_database(url, to));
  const auto copy = TRY(db::Database::open("sqlite:" + to.string()));
  return copy->read([&](db::Session& session) { return note_contents(session, manifest); });
}

Result<std::string> load_database(const std::filesystem::path& dump, const std::string& dialect,
                                  const std::string& postgresql_url) {
  if (dialect == "sqlite") return "sqlite:" + dump.string();
  if (postgresql_url.empty() || is_sqlite(postgresql_url)) {
    return Error{ErrorCode::invalid_argument,
                 "this backup is of a PostgreSQL database; name one with --database"};
  }
  const PostgresqlAddress address = postgresql_address(postgresql_url);
  TRY(run_program({"pg_restore", "--no-owner", "--no-privileges", "--single-transaction",
                   "--exit-on-error", "--dbname=" + address.url, dump.string()},
                  address.variables));
  return postgresql_url;
}

Status check_database(const std::string& url, const BackupManifest& manifest) {
  const auto database = TRY(db::Database::open(url));
  const auto found = TRY(database->read([](db::Session& session) { return summarise(session); }));
  TRY(compare(manifest.tables, found));
  const AuditHead head = TRY(AuditLog::inspect(*database));
  if (head.sequence == manifest.audit_sequence && head.hash == manifest.audit_hash) return ok();
  return Error{ErrorCode::untrusted, "the restored audit log ends elsewhere",
               R"({"code":"backup-differs"})"};
}

Result<std::unique_ptr<AsideDatabase>> AsideDatabase::create(const std::string& url,
                                                             Random& random) {
  const std::string name = "kontor_verify_" + hex_encode(random.bytes(8));
  const PostgresqlAddress address = postgresql_address(url);
  TRY(run_program({"createdb", "--maintenance-db=" + address.url, name}, address.variables));
  return std::unique_ptr<AsideDatabase>(new AsideDatabase(url, name, with_database(url, name)));
}

AsideDatabase::~AsideDatabase() {
  const PostgresqlAddress address = postgresql_address(beside_);
  static_cast<void>(
      run_program({"dropdb", "--if-exists", "--force", "--maintenance-db=" + address.url, name_},
                  address.variables));
}

}  // namespace kontor::host
