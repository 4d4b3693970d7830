#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/db/database.hpp"

namespace kontor::host {

// How much a plugin keeps in storage and files; its quota is about both.
Result<std::int64_t> bytes_kept_by(db::Session& session, const std::string& plugin);

// What plugins keep for themselves: JSON by name, each plugin in its own namespace. An
// entry may say which person it is about. Any thread.
class PluginStorage {
 public:
  PluginStorage(db::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  Result<Json> get(const std::string& plugin, const std::string& name);  // null if absent
  // exhausted when the plugin would keep more than `bytes_max`.
  Status put(const std::string& plugin, const std::string& name, const Json& value,
             const std::optional<std::string>& subject, std::int64_t bytes_max);
  Status remove(const std::string& plugin, const std::string& name);

  struct Entry {
    std::string name;
    Json value;
  };
  // Entries whose name begins with `prefix` and comes after `after`, in order of name.
  Result<std::vector<Entry>> list(const std::string& plugin, const std::string& prefix,
                                  const std::string& after, int limit);

  // What all plugins, removed ones included, keep about a person.
  struct AboutPerson {
    std::string plugin;
    std::string name;
    Json value;
  };
  Result<std::vector<AboutPerson>> about(const std::string& person);

  static constexpr std::size_t kValueBytesMax = std::size_t{64} << 10;

 private:
  db::Database& database_;
  const Clock& clock_;
};

}  // namespace kontor::host
