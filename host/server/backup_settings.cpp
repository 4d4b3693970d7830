#include "host/server/backup_settings.hpp"

#include "host/access/secret_file.hpp"

namespace kontor::host {

namespace {

constexpr std::int64_t kDayMs = 86'400'000;

}  // namespace

// A key beside what it locks is no key.
Result<std::string> backup_key_of(const Settings& settings, Random& random) {
  if (settings.backup_folder.empty()) return std::string();
  const auto key = std::filesystem::weakly_canonical(settings.backup_key_file);
  for (const auto& folder : {settings.data, settings.backup_folder}) {
    const auto relative = key.lexically_relative(std::filesystem::weakly_canonical(folder));
    if (settings.backup_key_file.empty() || relative.empty() ||
        relative.begin()->string() == "..") {
      continue;
    }
    return Error{ErrorCode::invalid_argument,
                 "--backup-key-file lies in " + folder.string() + "; keep the key apart"};
  }
  if (settings.backup_key_file.empty()) {
    return Error{ErrorCode::invalid_argument, "--backup-folder needs --backup-key-file"};
  }
  return load_or_create_key(settings.backup_key_file, random);
}

Result<std::unique_ptr<ChangeKeeper>> keep_changes(const Settings& settings, db::Database& database,
                                                   const Clock& clock, Random& random) {
  if (settings.backup_folder.empty() || settings.backup_changes_days == 0)
    return std::unique_ptr<ChangeKeeper>();
  const std::string key = TRY(backup_key_of(settings, random));
  return ChangeKeeper::attach(database, {settings.backup_folder, key,
                                         settings.backup_changes_days * kDayMs, clock, random});
}

}  // namespace kontor::host
