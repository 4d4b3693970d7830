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
};

// Table `plugin`. Any thread.
class PluginStore {
 public:
  explicit PluginStore(db::Database& database) : database_(database) {}
  Status migrate();

  Result<std::vector<PluginRow>> all();
  // Adds the row, or replaces version and bytes and keeps settings and `enabled`.
  Status put(const PluginRow& row);
  Status set_enabled(const std::string& id, bool enabled);
  Status set_settings(const std::string& id, const Json& settings);
  // With its jobs and secrets; with its storage when asked.
  Status remove(const std::string& id, bool with_storage);

  // Sealed values of secrets, as base64.
  Status put_secret(const std::string& id, const std::string& name, const std::string& sealed);
  Result<std::optional<std::string>> secret(const std::string& id, const std::string& name);

 private:
  db::Database& database_;
};

}  // namespace kontor::host
