#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/core/random.hpp"
#include "host/plugins/plugin_store.hpp"

namespace kontor::host {

// Passwords and keys that administrators give to plugins: sealed with a key that lies in
// DATA/keys/plugin-secrets.key (0600) and never in the database. Any thread.
class PluginSecrets {
 public:
  // Reads the key, or makes it.
  static Result<PluginSecrets> open(const std::filesystem::path& keys, db::Database& database,
                                    Random& random);

  Status put(const std::string& plugin, const std::string& name, const std::string& value);
  Result<std::optional<std::string>> get(const std::string& plugin, const std::string& name);

  static constexpr std::size_t kValueBytesMax = 4096;

 private:
  PluginSecrets(std::string key, db::Database& database, Random& random)
      : key_(std::move(key)), store_(database), random_(&random) {}
  std::string key_;
  PluginStore store_;
  Random* random_;
};

}  // namespace kontor::host
