#include "host/cli/policy/verbs.hpp"

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "base/crypto/dsse.hpp"
#include "base/http/client.hpp"
#include "host/trust/install_policy.hpp"

namespace kontor::host {
namespace {

constexpr std::size_t kFileBytesMax = 2 * kPolicyBytesMax;

Result<Json> summary_of(const InstallPolicy& policy, const std::string& signed_by) {
  return Json{{"serial", policy.serial}, {"signed_by", signed_by}, {"policy", policy.document}};
}

Result<std::vector<crypto::PublicKey>> keys_for(const PolicyWish& wish, const Json& envelope) {
  if (!wish.public_key.empty()) {
    const std::string raw = TRY(hex_decode(wish.public_key));
    auto key = TRY(crypto::PublicKey::from_ed25519(raw));
    return std::vector<crypto::PublicKey>{std::move(key)};
  }
  const std::string payload = TRY(json_text(envelope, "payload"));
  const std::string document = TRY(base64_decode(payload));
  return TRY(InstallPolicy::parse(document)).signers;
}

}  // namespace

Result<Json> sign(const PolicyWish& wish) {
  const std::string document = TRY(read_file(wish.file, kPolicyBytesMax));
  const auto key = TRY(crypto::SigningKey::load_or_create(wish.key));
  const std::string own = hex_encode(key.public_key().ed25519_raw());
  const auto policy = InstallPolicy::parse(document);
  if (!policy)
    return Error{policy.error().code,
                 policy.error().message + " (this key's public half is " + own + ")"};
  const std::string envelope = TRY(sign_policy(document, key));
  TRY(write_file(wish.out, envelope + "\n"));
  return summary_of(*policy, own);
}

Result<Json> check(const PolicyWish& wish) {
  const std::string text = TRY(read_file(wish.file, kFileBytesMax));
  const Json json = TRY(parse_json(text, {.bytes_max = kFileBytesMax}));
  if (!json.is_object() || !json.contains("payloadType")) {
    const auto policy = TRY(InstallPolicy::parse(text));
    return summary_of(policy, "");
  }
  const auto keys = TRY(keys_for(wish, json));
  const auto policy = TRY(InstallPolicy::open(text, keys));
  for (const crypto::PublicKey& key : keys)
    if (crypto::dsse_verify(json, kPolicyPayloadType, {key}))
      return summary_of(policy, hex_encode(key.ed25519_raw()));
  return summary_of(policy, "");
}

Result<Json> ask_host(const PolicyWish& wish, const std::string& method, const std::string& path,
                      const Json& body) {
  const std::string token = TRY(read_file(wish.token_file, 4096));
  auto client = TRY(http::Client::create(wish.host, {.timeout_ms = 120'000}));
  return client->call(
      method, "/api/v1" + path, body,
      {{"authorization", "Bearer " + token.substr(0, token.find_first_of("\r\n"))}});
}

Result<Json> put(const PolicyWish& wish) {
  const std::string text = TRY(read_file(wish.file, kFileBytesMax));
  const Json envelope = TRY(parse_json(text, {.bytes_max = kFileBytesMax}));
  return ask_host(wish, "PUT", "/install-policy", envelope);
}

}  // namespace kontor::host
