#include "licensing/document/offline_parts.hpp"

#include "base/core/bytes.hpp"
#include "base/core/json_schema.hpp"
#include "base/crypto/dsse.hpp"
#include "licensing/core/calendar.hpp"
#include "licensing/core/refusals.hpp"

namespace kontor::licensing {

Result<crypto::PublicKey> device_public_key(std::string_view device_key_hex) {
  const auto raw = hex_decode(device_key_hex);
  if (raw) {
    if (auto key = crypto::PublicKey::from_ed25519(*raw)) return key;
  }
  return refuse(ErrorCode::invalid_argument, "invalid-document",
                "device_key is not an Ed25519 public key");
}

std::string device_binding(const crypto::PublicKey& device_key, std::string_view host_id) {
  return crypto::key_id(device_key).append("\n").append(host_id);
}

Result<Json> open_device_document(std::string_view file, std::string_view type,
                                  std::string_view schema, TimeMs now_ms) {
  if (file.size() > kOfflineFileBytesMax)
    return refuse(ErrorCode::invalid_argument, "malformed-document", "the file is too long");
  while (!file.empty() && file.back() == '\n') file.remove_suffix(1);
  const Json footer = TRY(peek_typed_footer(file));
  const std::string named = TRY(coded("malformed-document", json_text(footer, "device_key")));
  const crypto::PublicKey key = TRY(device_public_key(named));
  Json json = TRY(open_typed(file, key, "", type, schema));
  if (json["device_key"] != named)
    return refuse(ErrorCode::untrusted, "wrong-device",
                  "the document is signed by another device than it names");
  TRY(check_age(json["at"].get<std::string>(), kOfflineLifeDays * kDayMs, now_ms));
  return json;
}

Result<std::string> sign_device_document(const Json& payload, const crypto::SigningKey& key,
                                         std::string_view schema) {
  const JsonSchema rules = TRY(JsonSchema::parse(Json::parse(schema)));
  TRY(rules.validate(payload));
  if (payload["device_key"] != hex_encode(key.public_key().ed25519_raw()))
    return refuse(ErrorCode::invalid_argument, "wrong-device", "signed by another device's key");
  return sign_typed(payload, key, {{"device_key", payload["device_key"]}}) + "\n";
}

}  // namespace kontor::licensing
