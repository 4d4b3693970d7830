#include "host/trust/install_policy.hpp"

#include "base/core/bytes.hpp"
#include "base/core/json_schema.hpp"
#include "base/crypto/dsse.hpp"

namespace kontor::host {
namespace {

using marketplace::UpdateStep;

Json part(const Json& document, const char* name) { return document.value(name, Json::object()); }

std::vector<std::string> names_in(const Json& object, const char* name) {
  return object.value(name, std::vector<std::string>());
}

InstallPolicy::Updates parse_updates(const Json& text, InstallPolicy::Updates rule) {
  if (text.contains("take")) {
    const std::string take = text["take"];
    rule.take = take == "patch"   ? UpdateStep::patch
                : take == "minor" ? UpdateStep::minor
                : take == "all"   ? UpdateStep::all
                                  : UpdateStep::manual;
  }
  rule.channel = text.value("channel", rule.channel);
  rule.staged = text.value("staged", rule.staged);
  return rule;
}

InstallPolicy::Review parse_review(const std::string& text) {
  using Review = InstallPolicy::Review;
  if (text == "none") return Review::none;
  if (text == "automatic") return Review::automatic;
  return text == "reviewed" ? Review::reviewed : Review::when_offered;
}

InstallPolicy::Log parse_log(const std::string& text) {
  using Log = InstallPolicy::Log;
  if (text == "none") return Log::none;
  return text == "required" ? Log::required : Log::when_offered;
}

Status check_schema(const Json& document) {
  const Json text = TRY(parse_json(install_policy_schema_text()));
  const JsonSchema schema = TRY(JsonSchema::parse(text));
  return schema.validate(document);
}

}  // namespace

const InstallPolicy::Updates& InstallPolicy::updates_of(const std::string& plugin) const {
  const auto own = updates_by_plugin.find(plugin);
  return own == updates_by_plugin.end() ? updates : own->second;
}

Result<InstallPolicy> InstallPolicy::parse(std::string_view text) {
  InstallPolicy policy;
  policy.document = TRY(parse_json(text, {.bytes_max = kPolicyBytesMax}));
  const Json& document = policy.document;
  TRY(check_schema(document));
  policy.serial = document["serial"];
  policy.minimum_age_s = document.value("minimum_age_hours", std::int64_t{0}) * 3600;
  policy.review = parse_review(document.value("review", ""));
  policy.log = parse_log(document.value("log", ""));
  policy.vendors_allowed = names_in(part(document, "vendors"), "allowed");
  policy.vendors_forbidden = names_in(part(document, "vendors"), "forbidden");
  policy.permissions_forbidden = names_in(part(document, "permissions"), "forbidden");
  const Json pins = part(document, "pins");
  for (const auto& [plugin, pin] : pins.items())
    policy.pins[plugin] = {.version = pin.value("version", ""), .sha256 = pin.value("sha256", "")};
  policy.approving_roles = names_in(part(document, "approve"), "roles");
  policy.approving_users = names_in(part(document, "approve"), "users");
  const Json updates = part(document, "updates");
  policy.updates = parse_updates(part(updates, "default"), {});
  const Json by_plugin = part(updates, "plugins");
  for (const auto& [plugin, rule] : by_plugin.items())
    policy.updates_by_plugin[plugin] = parse_updates(rule, policy.updates);
  for (const std::string& hex : document["signers"].get<std::vector<std::string>>()) {
    const std::string raw = TRY(hex_decode(hex));
    policy.signers.push_back(TRY(crypto::PublicKey::from_ed25519(raw)));
  }
  return policy;
}

Result<InstallPolicy> InstallPolicy::open(std::string_view envelope,
                                          const std::vector<crypto::PublicKey>& keys) {
  const Json json = TRY(parse_json(envelope, {.bytes_max = 2 * kPolicyBytesMax}));
  const std::string document = TRY(crypto::dsse_verify(json, kPolicyPayloadType, keys));
  return parse(document);
}

Result<std::string> sign_policy(std::string_view document, const crypto::SigningKey& key) {
  TRY(InstallPolicy::parse(document));
  return to_text(crypto::dsse_sign(kPolicyPayloadType, document, key));
}

}  // namespace kontor::host
