#pragma once

#include <cstdint>
#include <map>
#include <mutex>
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

  struct Entry {
    std::string name;
    Json value;
  };
  Result<Json> get(const std::string& plugin, const std::string& name);  // null if absent
  // Those there are, in order of name.
  Result<std::vector<Entry>> get_many(const std::string& plugin,
                                      const std::vector<std::string>& names);

  struct Change {
    std::string name;
    Json value;  // null: it is removed.
    std::optional<std::string> subject = {};
  };
  // All of them or none, but for what is about somebody who was erased: that is left out, and its
  // names are the answer. The later of two of one name counts. exhausted when the plugin would keep
  // more than `bytes_max`; 0: there is no limit.
  Result<std::vector<std::string>> put_many(const std::string& plugin, std::vector<Change> changes,
                                            std::int64_t bytes_max);
  // One; forbidden when it is about somebody who was erased.
  Status put(const std::string& plugin, const std::string& name, const Json& value,
             const std::optional<std::string>& subject, std::int64_t bytes_max);
  Status remove(const std::string& plugin, const std::string& name);

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
  // How much a plugin keeps at most, so that far from its quota nobody adds it all up.
  struct Bound {
    std::int64_t bytes = 0;
    std::int64_t measured_ms = 0;  // Monotonic.
  };
  Status make_room(db::Session& session, const std::string& plugin,
                   const std::vector<std::string>& names, std::int64_t more, std::int64_t bytes_max,
                   Bound& bound) const;
  Bound bound_of(const std::string& plugin);

  db::Database& database_;
  const Clock& clock_;
  std::mutex mutex_;  // Guards what follows.
  std::map<std::string, Bound> bounds_;
};

}  // namespace kontor::host
