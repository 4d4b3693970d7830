#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/db/database.hpp"

namespace kontor::host {

// One installed plugin as the database knows it.
struct PluginRow {
  std::string id;
  std::string version;
  std::string manifest;        // The signed bytes.
  std::string library;         // Member of the package that this machine loads.
  std::string library_sha256;  // What its bytes hash to at every load.
  std::string package_sha256;
  bool enabled = true;  // False: stopped by an administrator.
  Json settings = Json::object();
  TimeMs installed_at_ms = 0;
  std::string folder;               // Of its files, below DATA/plugins/ID.
  bool trusted_in_process = false;  // By an administrator, by name.
  TimeMs quarantined_at_ms = 0;     // 0: it is not.
};

// Table `plugin`. Any thread.
class PluginStore {
 public:
  explicit PluginStore(db::Database& database) : database_(database) {}
  Status migrate();
  static Result<bool> is_older(db::Database& database);

  Result<std::vector<PluginRow>> all();
  // Adds the row, or replaces version and bytes, keeps settings, `enabled` and trust, and
  // lifts the quarantine that the version before was in. Inside the caller's transaction.
  static Status put(db::Session& session, const PluginRow& row);
  // The one version kept to go back to: id, version, files, hashes and when it was installed.
  Result<std::optional<PluginRow>> previous(const std::string& id);
  static Status put_previous(db::Session& session, const PluginRow& row);
  Status set_trusted_in_process(const std::string& id, bool trusted);
  Status set_enabled(const std::string& id, bool enabled);
  Status set_settings(const std::string& id, const Json& settings);
  // With its previous version, history, jobs and secrets; what it kept stays.
  Status remove(const std::string& id);
  // Storage, mails that wait or went, permits not used.
  Status erase_kept(const std::string& id);

  // Sealed values of secrets, as base64.
  Status put_secret(const std::string& id, const std::string& name, const std::string& sealed);
  Result<std::optional<std::string>> secret(const std::string& id, const std::string& name);

 private:
  db::Database& database_;
};

}  // namespace kontor::host
