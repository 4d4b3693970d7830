#include "licensing/server/backup.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>

#include "base/core/bytes.hpp"
#include "base/core/clock.hpp"
#include "base/core/data_folder.hpp"
#include "base/core/files.hpp"
#include "base/core/json.hpp"
#include "base/crypto/hash.hpp"
#include "base/crypto/keys.hpp"
#include "base/db/copy.hpp"
#include "base/db/database.hpp"
#include "licensing/seats/license_log_audit.hpp"
#include "licensing/seats/schema.hpp"
#include "licensing/server/epoch_file.hpp"
#include "licensing/server/host_store.hpp"

namespace kontor::licensing {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kReadAtOnce = std::size_t{1} << 20;
constexpr int kLooksMax = 20;
constexpr std::chrono::milliseconds kBetweenLooks{100};

Result<std::string> file_hash(const fs::path& file) {
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> input(std::fopen(file.c_str(), "rb"),
                                                        &std::fclose);
  if (!input) return Error{ErrorCode::not_found, "there is no " + file.string()};
  crypto::Sha256 hasher;
  std::string buffer(kReadAtOnce, '\0');
  while (true) {
    const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), input.get());
    if (count == 0) break;
    hasher.update({buffer.data(), count});
  }
  return hex_encode(hasher.finish());
}

Result<std::string> authority_of(const Settings& settings) {
  const auto key = TRY(crypto::SigningKey::load(settings.key_path()));
  return hex_encode(key.public_key().ed25519_raw());
}

// Nothing for PostgreSQL.
std::optional<fs::path> database_file(const Settings& settings) {
  constexpr std::string_view kSqlite = "sqlite:";
  const std::string url = settings.database_url();
  if (url.starts_with(kSqlite)) return fs::path(url.substr(kSqlite.size()));
  return std::nullopt;
}

Status copy_over(const fs::path& from, const fs::path& to) {
  std::error_code failed;
  fs::copy_file(from, to, fs::copy_options::overwrite_existing, failed);
  if (failed)
    return Error{ErrorCode::unavailable, "cannot write " + to.string() + ": " + failed.message()};
  return ok();
}

Result<std::int64_t> epoch_of(db::Database& database, const std::string& authority) {
  const auto row = TRY(database.read([&](db::Session& session) {
    return session.query_row("SELECT epoch FROM seat_epoch WHERE authority = $1", {authority});
  }));
  return row ? row->integer(0) : 0;
}

// A database with the tables that this program knows.
Result<std::unique_ptr<db::Database>> open_migrated(const std::string& url) {
  auto database = TRY(db::Database::open(url));
  TRY(db::migrate(*database, "licensing", seat_migrations()));
  TRY(migrate_hosts(*database));
  return database;
}

std::string sqlite_url(const fs::path& file) { return "sqlite:" + file.string(); }

// A server's rows as an SQLite file: backups of both databases are of one form.
Status copy_postgresql(const std::string& url, const fs::path& file) {
  const auto database = TRY(db::Database::open(url));
  const bool is_older = TRY(db::is_older(*database, "licensing", seat_migrations())) ||
                        TRY(hosts_are_older(*database));
  if (is_older)
    return Error{ErrorCode::conflict,
                 "the database is of an older kontor-seats; start this one once, then back it up"};
  const auto copy = TRY(open_migrated(sqlite_url(file)));
  return db::copy_rows(*database, *copy);
}

// The copy must be whole before it replaces anything: its bytes, and its licence log.
Result<std::int64_t> check_copy(const Settings& settings, const fs::path& folder,
                                const std::string& authority) {
  const std::string text = TRY(read_file(folder / "backup.json", kReadAtOnce));
  const Json facts = TRY(parse_json(text));
  const std::string owner = TRY(json_text(facts, "authority"));
  if (owner != authority)
    return Error{ErrorCode::untrusted, "this backup is of another ledger (" + owner + ")"};
  const std::string expected = TRY(json_text(facts, "sha256"));
  const std::string found = TRY(file_hash(folder / "seats.db"));
  if (found != expected)
    return Error{ErrorCode::untrusted,
                 "the backup's seats.db is damaged: its hash is not the "
                 "one in backup.json"};
  const auto key = TRY(crypto::SigningKey::load(settings.key_path()));
  const auto copy = TRY(db::Database::open(sqlite_url(folder / "seats.db")));
  const LogAudit audit = TRY(audit_license_log(*copy, log_seal_key(key)));
  if (!audit.whole())
    return Error{ErrorCode::untrusted,
                 "the backup's licence log is not whole: " + audit.findings.front().text};
  return epoch_of(*copy, authority);
}

// The copy as this program's own, and marked as put back: for nodes that know nothing of it.
Status prepare(const fs::path& copy, const fs::path& prepared, const std::string& authority) {
  std::error_code ignored;
  for (const char* part : {"", "-wal", "-shm"}) fs::remove(prepared.string() + part, ignored);
  TRY(copy_over(copy, prepared));
  const auto database = TRY(open_migrated(sqlite_url(prepared)));
  return database->transaction([&](db::Session& session) {
    return mark_restored(session, authority, SystemClock().now_ms());
  });
}

// What was there stays beside it.
Status put_in_place_of_file(const fs::path& prepared, const fs::path& database,
                            const std::string& kept) {
  for (const char* part : {"", "-wal", "-shm"}) {
    std::error_code failed;
    const fs::path old = database.string() + part;
    if (fs::exists(old)) fs::rename(old, database.string() + kept + part, failed);
    if (failed)
      return Error{ErrorCode::unavailable, "cannot keep " + old.string() + ": " + failed.message()};
  }
  for (const char* part : {"-wal", ""}) {
    std::error_code failed;
    const fs::path from = prepared.string() + part;
    if (fs::exists(from)) fs::rename(from, database.string() + part, failed);
    if (failed)
      return Error{ErrorCode::unavailable,
                   "cannot write " + database.string() + ": " + failed.message()};
  }
  return ok();
}

// A node that goes on with the old rows in mind would only be refused; better to say so first.
// Connections of a node that has just ended may still be closing.
Status check_nobody_else(const std::string& url) {
  const auto server = TRY(db::Database::open(url));
  std::int64_t others = 0;
  for (int look = 0; look < kLooksMax; ++look) {
    if (look > 0) std::this_thread::sleep_for(kBetweenLooks);
    const auto row = TRY(server->read([](db::Session& session) {
      return session.query_row(
          "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
          "AND backend_type = 'client backend' AND pid <> pg_backend_pid()");
    }));
    others = row ? row->integer(0) : 0;
    if (others == 0) return ok();
  }
  return Error{ErrorCode::conflict, std::to_string(others) +
                                        " other connections use the database: stop all nodes of "
                                        "this ledger first"};
}

Status put_into_server(const fs::path& prepared, const std::string& url, const fs::path& kept) {
  const auto server = TRY(open_migrated(url));
  {
    const auto before = TRY(open_migrated(sqlite_url(kept)));
    TRY(db::copy_rows(*server, *before));
  }
  const auto from = TRY(db::Database::open(sqlite_url(prepared)));
  return db::copy_rows(*from, *server);
}

}  // namespace

Status back_up(const Settings& settings, const fs::path& folder) {
  const auto database = database_file(settings);
  const std::string authority = TRY(authority_of(settings));
  std::error_code failed;
  if (fs::exists(folder, failed))
    return Error{ErrorCode::conflict, folder.string() + " exists; name a new folder"};
  fs::create_directories(folder, failed);
  if (!failed) fs::permissions(folder, fs::perms::owner_all, failed);
  if (failed)
    return Error{ErrorCode::unavailable,
                 "cannot make " + folder.string() + ": " + failed.message()};
  if (database) {
    TRY(db::copy_database(sqlite_url(*database), folder / "seats.db"));
  } else {
    TRY(copy_postgresql(settings.database_url(), folder / "seats.db"));
  }
  if (fs::exists(settings.trust_path()))
    TRY(copy_over(settings.trust_path(), folder / "trust.json"));
  const std::string hash = TRY(file_hash(folder / "seats.db"));
  const EpochNote note = TRY(read_epoch_note(settings.epoch_path()));
  const Json facts = {{"authority", authority},
                      {"epoch", note.epoch},
                      {"sha256", hash},
                      {"made_at", to_rfc3339(SystemClock().now_ms())}};
  return write_file(folder / "backup.json", facts.dump(2) + "\n", FileMode::secret);
}

Status restore(const Settings& settings, const fs::path& folder) {
  const auto database = database_file(settings);
  const auto held = TRY(DataFolder::take(settings.data, "kontor-seats", {"keys"}));
  const std::string authority = TRY(authority_of(settings));
  const std::int64_t epoch = TRY(check_copy(settings, folder, authority));
  if (!database) TRY(check_nobody_else(settings.database_url()));
  const fs::path place = database.value_or(settings.data / "seats.db");
  const fs::path prepared = place.string() + ".restoring";
  TRY(prepare(folder / "seats.db", prepared, authority));
  // First what makes the next start careful, then the database.
  EpochNote note = TRY(read_epoch_note(settings.epoch_path()));
  if (note.authority != authority) note = {.authority = authority};
  note.epoch = std::max(note.epoch, epoch + 1);
  note.restoring = true;
  note.anchors.clear();  // They name entries that the copy may not have.
  TRY(write_epoch_note(settings.epoch_path(), note));
  const std::string kept = ".before-" + std::to_string(SystemClock().now_ms());
  if (database) {
    TRY(put_in_place_of_file(prepared, *database, kept));
  } else {
    TRY(put_into_server(prepared, settings.database_url(), place.string() + kept));
    std::error_code ignored;
    fs::remove(prepared, ignored);
  }
  if (!fs::exists(settings.trust_path()) && fs::exists(folder / "trust.json"))
    TRY(copy_over(folder / "trust.json", settings.trust_path()));
  return ok();
}

}  // namespace kontor::licensing
