#include <algorithm>

#include "host/backup/backup.hpp"

namespace kontor::host {

namespace {

constexpr const char* kNameBegin = "kontor-";
constexpr const char* kNameEnd = ".kbackup";

}  // namespace

std::string backup_name(TimeMs made_at_ms) {
  std::string name = kNameBegin + to_rfc3339(made_at_ms) + kNameEnd;
  std::replace(name.begin(), name.end(), ':', '-');
  return name;
}

Result<std::filesystem::path> backup_at(const std::filesystem::path& folder, TimeMs moment_ms) {
  // Names of one form sort as their moments do.
  const std::string last = backup_name(moment_ms);
  std::string best;
  std::string oldest;
  std::error_code problem;
  for (const auto& entry : std::filesystem::directory_iterator(folder, problem)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(kNameBegin) || !name.ends_with(kNameEnd)) continue;
    if (oldest.empty() || name < oldest) oldest = name;
    if (name <= last && name > best) best = name;
  }
  if (!best.empty()) return folder / best;
  return Error{ErrorCode::not_found, "no backup in " + folder.string() + " is as old as that" +
                                         (oldest.empty() ? "" : "; the oldest is " + oldest)};
}

}  // namespace kontor::host
