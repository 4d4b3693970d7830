#include "host/backup/upgrade.hpp"

#include "base/core/files.hpp"
#include "base/core/log.hpp"
#include "host/access/secret_file.hpp"

namespace kontor::host {

namespace {

constexpr const char* kUpgradeState = "state.json";
constexpr std::size_t kUpgradeStateBytesMax = 4096;

}  // namespace

Status DatabaseUpgrade::keep_state(const std::string& state) {
  return write_file(folder() / kUpgradeState,
                    to_text(Json{{"state", state}, {"backup", backup_.filename().string()}}),
                    FileMode::secret);
}

Status DatabaseUpgrade::begin() {
  const auto key = TRY(load_or_create_key(key_file(), parts_.random));
  backup_ = folder() / backup_name(parts_.clock.now_ms());
  BackupPlace place = parts_.place;
  // The database alone may change; of the files nothing is taken.
  place.data = folder() / "nothing";
  log::info("backing up before the upgrade", {{"file", backup_.string()}});
  TRY(create_backup(place, backup_, key, parts_.clock, parts_.random));
  const std::string& url = parts_.place.database_url;
  TRY(verify_backup(backup_, key, folder(), url.starts_with("sqlite:") ? "" : url));
  return keep_state("migrating");
}

Status DatabaseUpgrade::put_back(const std::string& why) {
  TRY(keep_state("putting-back"));
  const auto key = TRY(load_or_create_key(key_file(), parts_.random));
  const Status put = put_database_back(backup_, key, parts_.place);
  if (!put) {
    return Error{ErrorCode::internal, "the upgrade failed (" + why +
                                          ") and the database could not be put back (" +
                                          put.error().message + "); it is in " + backup_.string()};
  }
  std::error_code ignored;
  std::filesystem::remove(folder() / kUpgradeState, ignored);
  return Error{ErrorCode::conflict,
               "the upgrade failed and the database is as it was before: " + why +
                   "; go on with the program before, the backup is " + backup_.string(),
               R"({"code":"upgrade-rolled-back"})"};
}

void DatabaseUpgrade::finish() {
  std::error_code ignored;
  // By one step: what a kill left half removed would look like a backup kept after a roll-back.
  std::filesystem::rename(folder(), finished_folder(), ignored);
  remove_finished();
}

void DatabaseUpgrade::remove_finished() {
  std::error_code ignored;
  if (!std::filesystem::exists(finished_folder(), ignored)) return;
  std::filesystem::remove(key_file(), ignored);
  std::filesystem::remove_all(finished_folder(), ignored);
}

Status DatabaseUpgrade::run(const std::function<Result<bool>()>& older,
                            const std::function<Status()>& migrate) {
  remove_finished();
  const auto text = read_file(folder() / kUpgradeState, kUpgradeStateBytesMax);
  if (text) {
    const Json state = TRY(parse_json(*text));
    backup_ = folder() / state.value("backup", "");
    if (state.value("state", "") == "putting-back") return put_back("interrupted");
  } else {
    if (!TRY(older())) return migrate();
    std::error_code problem;
    std::filesystem::create_directories(folder(), problem);
    std::filesystem::permissions(folder(), std::filesystem::perms::owner_all, problem);
    TRY(begin());
  }
  const Status done = migrate();
  if (!done) return put_back(done.error().message);
  finish();
  return ok();
}

}  // namespace kontor::host
