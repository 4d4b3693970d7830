#include "marketplace/cli/desk/published_role.hpp"

#include "base/core/bytes.hpp"
#include "base/crypto/canonical_json.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kMetadataMax = std::size_t{16} << 20;

// Version of `file` in a timestamp or snapshot; 0 if it is not named.
Result<std::int64_t> version_in(const std::string& signed_json, const std::string& file) {
  const Json json = TRY(parse_json(signed_json, {.bytes_max = kMetadataMax}));
  const Json* meta = nullptr;
  if (json.is_object() && json.contains("signed") && json["signed"].is_object() &&
      json["signed"].contains("meta") && json["signed"]["meta"].is_object())
    meta = &json["signed"]["meta"];
  if (!meta) return Error{ErrorCode::untrusted, "the market's metadata has no signed.meta"};
  if (!meta->contains(file)) return std::int64_t{0};
  return json_integer((*meta)[file], "version");
}

}  // namespace

Result<std::string> published_role(Desk& desk, const std::string& role) {
  const std::string timestamp = TRY(desk.fetch("timestamp.json"));
  const std::int64_t snapshot_version = TRY(version_in(timestamp, "snapshot.json"));
  const std::string snapshot = TRY(desk.fetch(std::to_string(snapshot_version) + ".snapshot.json"));
  const std::int64_t version = TRY(version_in(snapshot, role + ".json"));
  if (version == 0) return std::string();
  return desk.fetch(std::to_string(version) + "." + role + ".json");
}

Status signed_by(const std::string& signed_json, const crypto::PublicKey& key) {
  const Json json = TRY(parse_json(signed_json, {.bytes_max = kMetadataMax}));
  if (json.is_object() && json.contains("signed") && json.contains("signatures") &&
      json["signatures"].is_array()) {
    const std::string canonical = TRY(crypto::canonical_json(json["signed"]));
    for (const Json& entry : json["signatures"]) {
      const auto text = json_text(entry, "sig");
      const auto signature = text ? hex_decode(*text) : Result<std::string>(text.error());
      if (signature && key.verify(canonical, *signature)) return ok();
    }
  }
  return Error{ErrorCode::untrusted,
               "what the market shows as the present metadata is not signed by this key"};
}

}  // namespace kontor::marketplace
