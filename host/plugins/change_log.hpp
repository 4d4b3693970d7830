#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/core/uuid.hpp"
#include "base/db/database.hpp"

namespace kontor::host {

// What was begun with the versions of a plugin. Written before the first file moves, so that
// a host killed in the middle says at its next start what it undid.
struct PluginChange {
  std::string id = {};
  std::string plugin = {};
  std::string kind = {};  // "install", "update", "rollback"
  std::string from_version = {};
  std::string to_version = {};
  TimeMs begun_at_ms = 0;
  std::string outcome = {};  // "begun", "done", "undone"
  std::string reason = {};   // Of undone, and of what the host did by itself.
};

// Table `plugin_change`. Any thread.
class ChangeLog {
 public:
  ChangeLog(db::Database& database, IdSource& ids) : database_(database), ids_(ids) {}

  // Writes the intention down; gives the change its id.
  Status begin(PluginChange& change);
  // Inside the transaction that makes the change true.
  static Status done(db::Session& session, const std::string& id);
  Status undone(const std::string& id, const std::string& reason);

  Result<std::vector<PluginChange>> unfinished();
  Result<std::optional<PluginChange>> last(const std::string& plugin);
  // The newest that became true.
  Result<std::optional<PluginChange>> last_done(const std::string& plugin);
  // Whether the host itself went back from this version, which crashed too often.
  Result<bool> went_bad(const std::string& plugin, const std::string& version);

  static constexpr int kKeptMax = 50;

 private:
  Result<std::vector<PluginChange>> select(const std::string& where,
                                           const std::vector<db::Value>& values);
  db::Database& database_;
  IdSource& ids_;
};

Json to_json(const PluginChange& change);  // {"kind","from","to","at","outcome","reason"}

}  // namespace kontor::host
