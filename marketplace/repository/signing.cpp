#include "marketplace/repository/signing.hpp"

#include <algorithm>
#include <set>

#include "base/core/bytes.hpp"
#include "base/crypto/canonical_json.hpp"
#include "base/crypto/hash.hpp"
#include "base/tuf/limits.hpp"
#include "base/tuf/metadata.hpp"
#include "marketplace/repository/offline_documents.hpp"
#include "marketplace/repository/roles.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kVendorNameMin = 2;
constexpr std::size_t kVendorNameMax = 40;

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

// The signed part of a targets file, unverified: its signer is about to sign the next one.
Result<Json> body_of(const std::string& signed_json, const std::string& role) {
  auto document = tuf::parse_document(signed_json, "targets", role, tuf::kTargetsBytesMax);
  if (!document) return Error{ErrorCode::invalid_argument, tuf::to_error(document.error()).message};
  const auto parsed = tuf::parse_targets(document->body, role);
  if (!parsed) return Error{ErrorCode::invalid_argument, tuf::to_error(parsed.error()).message};
  return std::move(document)->body;
}

Json next_version(Json body, TimeMs expires) {
  body["version"] = body["version"].get<std::int64_t>() + 1;
  body["expires"] = tuf_time(expires);
  return body;
}

}  // namespace

std::string tuf_time(TimeMs time) { return to_rfc3339(time).substr(0, 19) + "Z"; }

Json tuf_body(const std::string& type, std::int64_t version, TimeMs expires) {
  return {{"_type", type},
          {"spec_version", kSpecVersion},
          {"version", version},
          {"expires", tuf_time(expires)}};
}

Result<std::string> sign_metadata(const Json& body, const std::vector<crypto::SigningKey>& keys) {
  const std::string canonical = TRY(crypto::canonical_json(body));
  Json signatures = Json::array();
  std::set<std::string> ids;
  for (const crypto::SigningKey& key : keys) {
    const std::string id = TRY(tuf_key_id(key.public_key()));
    if (ids.insert(id).second)
      signatures.push_back({{"keyid", id}, {"sig", hex_encode(key.sign(canonical))}});
  }
  return to_text({{"signatures", signatures}, {"signed", body}});
}

Json tuf_key(const crypto::PublicKey& key) {
  return {{"keytype", "ed25519"},
          {"scheme", "ed25519"},
          {"keyval", {{"public", hex_encode(key.ed25519_raw())}}}};
}

Result<std::string> tuf_key_id(const crypto::PublicKey& key) {
  if (key.scheme() != crypto::KeyScheme::ed25519)
    return Error{ErrorCode::invalid_argument, "the market signs with Ed25519 keys only"};
  return crypto::sha256_hex(TRY(crypto::canonical_json(tuf_key(key))));
}

Result<std::string> shard_with_vendor(const std::string& shard, const std::string& vendor,
                                      const std::vector<crypto::PublicKey>& keys, int threshold,
                                      const crypto::SigningKey& shard_key, TimeMs expires) {
  TRY(body_of(shard, "shard"));
  const Json body =
      TRY(next_shard(shard, {{.vendor = vendor, .keys = keys, .threshold = threshold}}, expires));
  return sign_metadata(body, {shard_key});
}

Result<std::string> role_with_targets(const std::string& role,
                                      const std::vector<ReleasedTarget>& added,
                                      const crypto::SigningKey& vendor_key, TimeMs expires) {
  Json body = tuf_body("targets", 0, expires);
  body["targets"] = Json::object();
  if (!role.empty()) body = TRY(body_of(role, "vendor"));
  body = next_version(std::move(body), expires);
  for (const ReleasedTarget& target : added) {
    Json& entry = body["targets"][target.path];
    entry = {{"length", target.length}, {"hashes", {{"sha256", target.sha256}}}};
    if (!target.custom.is_null()) entry["custom"] = target.custom;
  }
  return sign_metadata(body, {vendor_key});
}

bool is_vendor_name(std::string_view name) {
  return name.size() >= kVendorNameMin && name.size() <= kVendorNameMax && name.front() != '-' &&
         name.back() != '-' && std::ranges::all_of(name, is_name_character);
}

std::string package_path(const std::string& plugin_id, const std::string& version) {
  return package_folder(plugin_id) + version + kPackageSuffix;
}

}  // namespace kontor::marketplace
