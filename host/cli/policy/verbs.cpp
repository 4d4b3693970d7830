#include "host/cli/policy/verbs.hpp"

#include <algorithm>

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "base/crypto/dsse.hpp"
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

// The summary of a well-formed policy, which is put in `document` as it stands in the file.
Result<Json> check_file(const PolicyWish& wish, Json& document) {
  const std::string text = TRY(read_file(wish.file, kFileBytesMax));
  const auto parsed = parse_json(text, {.bytes_max = kFileBytesMax});
  if (!parsed || !parsed->is_object() ||
      !(parsed->contains("payloadType") || parsed->contains("format")))
    return Error{ErrorCode::invalid_argument,
                 wish.file.string() +
                     " is no install policy and no signed one; `kontor policy "
                     "schema` tells what a policy looks like"};
  const Json& json = document = *parsed;
  if (!json.contains("payloadType")) {
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
  Json document;
  Json checked = TRY(check_file(wish, document));
  if (wish.host.token_file.empty()) return checked;
  const Json judged = TRY(ask_host(wish.host, "POST", "/install-policy/check", document));
  checked["installed"] = judged["installed"];
  return checked;
}

bool refuses_installed(const Json& checked) {
  const Json installed = checked.value("installed", Json::array());
  return std::ranges::any_of(installed, [](const Json& one) { return !one["refused"].empty(); });
}

std::string check_text(const Json& checked) {
  const std::string signer = checked["signed_by"];
  std::string text = "a valid policy, serial " + checked["serial"].dump() +
                     (signer.empty() ? ", not signed\n" : ", signed by " + signer + "\n");
  for (const Json& one : checked.value("installed", Json::array())) {
    text += one["plugin"].get<std::string>() + " " + one["version"].get<std::string>();
    text += one["refused"].empty() ? ": allowed\n" : ": refused\n";
    for (const Json& rule : one["refused"]) text += "  " + rule["text"].get<std::string>() + "\n";
  }
  return text;
}

Result<Json> put(const PolicyWish& wish) {
  const std::string text = TRY(read_file(wish.file, kFileBytesMax));
  const Json envelope = TRY(parse_json(text, {.bytes_max = kFileBytesMax}));
  return ask_host(wish.host, "PUT", "/install-policy", envelope);
}

}  // namespace kontor::host
