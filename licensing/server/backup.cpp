#include "licensing/server/backup.hpp"

#include "base/core/bytes.hpp"
#include "base/core/clock.hpp"
#include "base/core/files.hpp"
#include "base/core/json.hpp"
#include "base/crypto/hash.hpp"
#include "base/crypto/keys.hpp"
#include "base/db/copy.hpp"
#include "base/db/database.hpp"
#include "licensing/seats/license_log_audit.hpp"
#include "licensing/server/data_folder.hpp"
#include "licensing/server/epoch_file.hpp"

namespace kontor::licensing {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kReadAtOnce = std::size_t{1} << 20;

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

Result<fs::path> database_file(const Settings& settings) {
  constexpr std::string_view kSqlite = "sqlite:";
  const std::string url = settings.database_url();
  if (url.starts_with(kSqlite)) return fs::path(url.substr(kSqlite.size()));
  return Error{ErrorCode::invalid_argument,
               "PostgreSQL is backed up by its own means (pg_basebackup, pg_dump); keep "
               "DATA/epoch.json of each node apart from it, so that a restore is noticed"};
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
  const auto copy = TRY(db::Database::open("sqlite:" + (folder / "seats.db").string()));
  const LogAudit audit = TRY(audit_license_log(*copy, log_seal_key(key)));
  if (!audit.whole())
    return Error{ErrorCode::untrusted,
                 "the backup's licence log is not whole: " + audit.findings.front().text};
  return epoch_of(*copy, authority);
}

}  // namespace

Status back_up(const Settings& settings, const fs::path& folder) {
  const fs::path database = TRY(database_file(settings));
  const std::string authority = TRY(authority_of(settings));
  std::error_code failed;
  if (fs::exists(folder, failed))
    return Error{ErrorCode::conflict, folder.string() + " exists; name a new folder"};
  fs::create_directories(folder, failed);
  if (!failed) fs::permissions(folder, fs::perms::owner_all, failed);
  if (failed)
    return Error{ErrorCode::unavailable,
                 "cannot make " + folder.string() + ": " + failed.message()};
  TRY(db::copy_database("sqlite:" + database.string(), folder / "seats.db"));
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
  const fs::path database = TRY(database_file(settings));
  const auto held = TRY(DataFolder::take(settings.data));
  const std::string authority = TRY(authority_of(settings));
  const std::int64_t epoch = TRY(check_copy(settings, folder, authority));
  // First what makes the next start careful, then the database.
  EpochNote note = TRY(read_epoch_note(settings.epoch_path()));
  if (note.authority != authority) note = {.authority = authority};
  note.epoch = std::max(note.epoch, epoch + 1);
  note.restoring = true;
  note.anchors.clear();  // They name entries that the copy may not have.
  TRY(write_epoch_note(settings.epoch_path(), note));
  const std::string kept = ".before-" + std::to_string(SystemClock().now_ms());
  for (const char* part : {"", "-wal", "-shm"}) {
    std::error_code failed;
    const fs::path old = database.string() + part;
    if (fs::exists(old)) fs::rename(old, database.string() + kept + part, failed);
    if (failed)
      return Error{ErrorCode::unavailable, "cannot keep " + old.string() + ": " + failed.message()};
  }
  TRY(copy_over(folder / "seats.db", database));
  if (!fs::exists(settings.trust_path()) && fs::exists(folder / "trust.json"))
    TRY(copy_over(folder / "trust.json", settings.trust_path()));
  return ok();
}

}  // namespace kontor::licensing
