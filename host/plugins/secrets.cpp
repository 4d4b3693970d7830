#include "host/plugins/secrets.hpp"

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "base/crypto/seal.hpp"

namespace kontor::host {
namespace {

constexpr std::size_t kKeyBytes = 32;

// Bound to its place, so that a sealed value copied to another plugin does not open.
std::string context(const std::string& plugin, const std::string& name) {
  return "kontor plugin secret\n" + plugin + "\n" + name;
}

}  // namespace

Result<PluginSecrets> PluginSecrets::open(const std::filesystem::path& keys, db::Database& database,
                                          Random& random) {
  std::error_code error;
  std::filesystem::create_directories(keys, error);
  const auto file = keys / "plugin-secrets.key";
  auto key = read_file(file, kKeyBytes);
  if (!key && key.error().code == ErrorCode::not_found) {
    key = random.bytes(kKeyBytes);
    TRY(write_file(file, *key, FileMode::secret));
  }
  if (!key) return key.error();
  if (key->size() != kKeyBytes)
    return Error{ErrorCode::internal, file.string() + " is not a key of 32 bytes"};
  return PluginSecrets(std::move(*key), database, random);
}

Status PluginSecrets::put(const std::string& plugin, const std::string& name,
                          const std::string& value) {
  if (value.size() > kValueBytesMax)
    return Error{ErrorCode::invalid_argument, "a secret is longer than 4096 bytes"};
  return store_.put_secret(
      plugin, name, base64_encode(crypto::seal(key_, value, context(plugin, name), *random_)));
}

Result<std::optional<std::string>> PluginSecrets::get(const std::string& plugin,
                                                      const std::string& name) {
  const auto stored = TRY(store_.secret(plugin, name));
  if (!stored) return std::optional<std::string>();
  const std::string sealed = TRY(base64_decode(*stored));
  return std::optional<std::string>(TRY(crypto::open_sealed(key_, sealed, context(plugin, name))));
}

}  // namespace kontor::host
