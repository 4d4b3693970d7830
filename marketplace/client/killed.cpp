#include "marketplace/client/killed.hpp"

#include <algorithm>

#include "base/core/json.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kEntriesMax = 10'000;
constexpr std::size_t kNamesMax = 1000;

Error unreadable(const std::string& what) {
  return {ErrorCode::invalid_argument, "the market's list of switched-off releases: " + what};
}

Result<std::vector<std::string>> read_names(const Json& entry, const char* name) {
  if (!entry.contains(name)) return std::vector<std::string>();
  const Json& list = entry.at(name);
  if (!list.is_array() || list.empty() || list.size() > kNamesMax)
    return unreadable(std::string(name) + " is no list of 1 to 1000 texts");
  std::vector<std::string> names;
  names.reserve(list.size());
  for (const Json& one : list) {
    if (!one.is_string()) return unreadable(std::string(name) + " holds something else than text");
    names.push_back(one.get<std::string>());
  }
  return names;
}

Result<Killed> read_entry(const Json& entry) {
  Killed killed;
  killed.plugin = TRY(json_text(entry, "plugin"));
  killed.reason = TRY(json_text(entry, "reason"));
  killed.at = TRY(json_text(entry, "at"));
  if (entry.contains("advisory")) killed.advisory = TRY(json_text(entry, "advisory"));
  const auto versions = entry.find("versions");
  const bool every = versions != entry.end() && versions->is_string() && *versions == "*";
  if (!every) killed.versions = TRY(read_names(entry, "versions"));
  killed.sha256 = TRY(read_names(entry, "sha256"));
  if (!every && killed.versions.empty() && killed.sha256.empty())
    return unreadable("an entry of " + killed.plugin + " names neither versions nor hashes");
  return killed;
}

bool is_named(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

Result<std::vector<Killed>> parse_killed(std::string_view text) {
  const Json file = TRY(parse_json(text, {.bytes_max = kKilledBytesMax}));
  const auto list = file.is_object() ? file.find("killed") : file.end();
  if (list == file.end() || !list->is_array() || list->size() > kEntriesMax)
    return unreadable("it has no list \"killed\" of at most 10000 entries");
  std::vector<Killed> killed;
  killed.reserve(list->size());
  for (const Json& entry : *list) {
    if (!entry.is_object()) return unreadable("an entry is no object");
    killed.push_back(TRY(read_entry(entry)));
  }
  return killed;
}

const Killed* find_killed(const std::vector<Killed>& killed, const std::string& plugin,
                          const std::string& version, const std::string& sha256) {
  for (const Killed& one : killed) {
    if (one.plugin != plugin) continue;
    const bool every = one.versions.empty() && one.sha256.empty();
    if (every || is_named(one.versions, version) || is_named(one.sha256, sha256)) return &one;
  }
  return nullptr;
}

}  // namespace kontor::marketplace
