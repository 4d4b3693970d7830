#include "marketplace/repository/market_targets.hpp"

#include "base/core/bytes.hpp"
#include "base/crypto/dsse.hpp"
#include "base/crypto/hash.hpp"

namespace kontor::marketplace {

std::string license_keys_file(const std::vector<crypto::PublicKey>& keys) {
  Json list = Json::array();
  for (const crypto::PublicKey& key : keys)
    list.push_back({{"kid", crypto::key_id(key)}, {"ed25519", hex_encode(key.ed25519_raw())}});
  return to_text({{"keys", std::move(list)}});
}

Result<std::vector<crypto::PublicKey>> parse_license_keys_file(const std::string& bytes) {
  const Json file = TRY(parse_json(bytes));
  const auto list = file.find("keys");
  if (list == file.end() || !list->is_array())
    return Error{ErrorCode::invalid_argument, "a list of licence keys has a member \"keys\""};
  std::vector<crypto::PublicKey> keys;
  keys.reserve(list->size());
  for (const Json& entry : *list) {
    const std::string hex = TRY(json_text(entry, "ed25519"));
    const std::string raw = TRY(hex_decode(hex));
    crypto::PublicKey key = TRY(crypto::PublicKey::from_ed25519(raw));
    if (entry.value("kid", "") != crypto::key_id(key))
      return Error{ErrorCode::invalid_argument, "a licence key's kid is not the hash of its key"};
    keys.push_back(std::move(key));
  }
  return keys;
}

std::string log_keys_file(const std::string& origin, const std::vector<crypto::PublicKey>& keys) {
  Json list = Json::array();
  for (const crypto::PublicKey& key : keys) list.push_back(verifier_key(origin, key));
  return to_text({{"origin", origin},
                  {"keys", std::move(list)},
                  {"witnesses", Json::array()},
                  {"witness_threshold", 0}});
}

std::string review_keys_file(const std::vector<crypto::PublicKey>& keys) {
  Json list = Json::array();
  for (const crypto::PublicKey& key : keys)
    list.push_back({{"key", hex_encode(key.ed25519_raw())}, {"levels", {"automatic", "reviewed"}}});
  return to_text({{"keys", std::move(list)}});
}

std::string killed_file(const Json& killed) { return to_text({{"killed", killed}}); }

std::string verifier_key(const std::string& name, const crypto::PublicKey& key) {
  // https://c2sp.org/signed-note: key ID = SHA-256(name ‖ 0x0A ‖ type ‖ key)[:4]
  const std::string typed = '\x01' + key.ed25519_raw();
  constexpr std::size_t kKeyIdDigits = 8;
  return name + "+" + crypto::sha256_hex(name + "\n" + typed).substr(0, kKeyIdDigits) + "+" +
         base64_encode(typed);
}

Json target_entry(const std::string& bytes) {
  return {{"length", bytes.size()}, {"hashes", {{"sha256", crypto::sha256_hex(bytes)}}}};
}

std::string stored_path(const std::string& target, const std::string& bytes) {
  const std::size_t name = target.rfind('/') + 1;  // npos + 1 is 0
  return target.substr(0, name) + crypto::sha256_hex(bytes) + "." + target.substr(name);
}

}  // namespace kontor::marketplace
