#include "host/cli/rehearse/keys.hpp"

#include <filesystem>

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"

namespace kontor::host {

Result<std::vector<crypto::PublicKey>> vendor_keys(const std::vector<std::string>& given) {
  std::vector<crypto::PublicKey> keys;
  for (const std::string& each : given) {
    std::string text = each;
    if (std::filesystem::is_regular_file(each)) text = TRY(read_file(each, 4096));
    text.erase(text.find_last_not_of(" \r\n") + 1);
    const std::string raw = TRY(hex_decode(text));
    keys.push_back(TRY(crypto::PublicKey::from_ed25519(raw)));
  }
  return keys;
}

std::string key_text(const crypto::PublicKey& key) { return hex_encode(key.ed25519_raw()); }

}  // namespace kontor::host
