#include "marketplace/core/log_keys.hpp"

#include "base/crypto/hash.hpp"

namespace kontor::marketplace {
namespace {

constexpr JsonLimits kLogKeysLimits{.bytes_max = 65536, .depth_max = 4};
constexpr std::size_t kKeysMax = 16;
constexpr std::size_t kOriginDigits = 16;

Error malformed_log_keys(const std::string& why) {
  return {ErrorCode::invalid_argument, "the list of the log's keys is malformed: " + why};
}

Result<std::vector<tlog::VerifierKey>> keys_of(const Json& file, const char* name,
                                               tlog::SignatureType type) {
  std::vector<tlog::VerifierKey> keys;
  const auto list = file.find(name);
  if (list == file.end()) return keys;
  if (!list->is_array() || list->size() > kKeysMax)
    return malformed_log_keys(std::string(name) + " is not a list of at most 16");
  keys.reserve(list->size());
  for (const Json& vkey : *list) {
    if (!vkey.is_string()) return malformed_log_keys(std::string(name) + " holds no texts");
    tlog::VerifierKey key = TRY(tlog::VerifierKey::parse(vkey.get_ref<const std::string&>()));
    if (key.type != type)
      return malformed_log_keys(std::string(name) + " holds a key of another type");
    keys.push_back(std::move(key));
  }
  return keys;
}

Json texts_of(const std::vector<tlog::VerifierKey>& keys) {
  Json list = Json::array();
  for (const tlog::VerifierKey& key : keys) list.push_back(key.text());
  return list;
}

}  // namespace

Result<tlog::LogPolicy> parse_log_keys(std::string_view text) {
  const Json file = TRY(parse_json(text, kLogKeysLimits));
  tlog::LogPolicy policy;
  policy.origin = TRY(json_text(file, "origin"));
  policy.keys = TRY(keys_of(file, "keys", tlog::SignatureType::ed25519));
  policy.witnesses = TRY(keys_of(file, "witnesses", tlog::SignatureType::cosignature_v1));
  if (file.contains("witness_threshold")) {
    const std::int64_t threshold = TRY(json_integer(file, "witness_threshold"));
    if (threshold < 0 || threshold > static_cast<std::int64_t>(policy.witnesses.size()))
      return malformed_log_keys("the threshold is not from 0 to the number of witnesses");
    policy.witness_threshold = static_cast<int>(threshold);
  }
  if (policy.keys.empty()) return malformed_log_keys("it names no key");
  for (const tlog::VerifierKey& key : policy.keys)
    if (key.name != policy.origin) return malformed_log_keys("a key has not the name of the log");
  return policy;
}

Json log_keys_json(const tlog::LogPolicy& policy) {
  return {{"origin", policy.origin},
          {"keys", texts_of(policy.keys)},
          {"witnesses", texts_of(policy.witnesses)},
          {"witness_threshold", policy.witness_threshold}};
}

std::string default_log_origin(const crypto::PublicKey& key) {
  return "kontor-log/" + crypto::sha256_hex(key.ed25519_raw()).substr(0, kOriginDigits);
}

Result<tlog::LogPolicy> new_log_policy(const std::string& origin, const crypto::PublicKey& key) {
  tlog::VerifierKey verifier = TRY(tlog::VerifierKey::make(origin, key));
  tlog::LogPolicy policy{.origin = origin};
  policy.keys.push_back(std::move(verifier));
  return policy;
}

}  // namespace kontor::marketplace
