#include "licensing/document/activation_token.hpp"

#include "base/crypto/dsse.hpp"
#include "licensing/core/refusals.hpp"

namespace kontor::licensing {

namespace {

constexpr std::string_view kActivationType = "kontor-activation/1";
constexpr std::string_view kActivationSchema = R"json({
  "type": "object",
  "additionalProperties": false,
  "required": ["type", "license_id", "host_id", "issued_at"],
  "properties": {
    "type": {"type": "string"},
    "license_id": {"type": "string", "minLength": 1, "maxLength": 80},
    "host_id": {"type": "string", "minLength": 1, "maxLength": 80},
    "issued_at": {"type": "string", "maxLength": 40},
    "until": {"type": "string", "maxLength": 40}
  }
})json";
constexpr std::int64_t kAnyAgeMs = std::int64_t{1} << 50;

}  // namespace

std::string sign_activation(const Activation& activation, std::string_view device_key,
                            const crypto::SigningKey& authority_key) {
  Json payload = {{"type", kActivationType},
                  {"license_id", activation.license_id},
                  {"host_id", activation.host_id},
                  {"issued_at", to_rfc3339(activation.issued_at_ms)}};
  if (activation.until_ms) payload["until"] = to_rfc3339(*activation.until_ms);
  return sign_typed(payload, authority_key, {{"kid", crypto::key_id(authority_key.public_key())}},
                    device_key);
}

Result<Activation> verify_activation(std::string_view token, std::string_view device_key,
                                     std::string_view host_id,
                                     const crypto::PublicKey& authority_key, TimeMs now_ms) {
  TRY(peek_typed_footer(token));
  const Json json =
      TRY(open_typed(token, authority_key, device_key, kActivationType, kActivationSchema));
  TRY(check_age(json["issued_at"].get<std::string>(), kAnyAgeMs, now_ms));
  Activation activation{.license_id = json["license_id"], .host_id = json["host_id"]};
  if (activation.host_id != host_id)
    return refuse(ErrorCode::untrusted, "wrong-host", "the activation is another host's");
  activation.issued_at_ms = TRY(parse_rfc3339(json["issued_at"].get<std::string>()));
  if (!json.contains("until")) return activation;
  activation.until_ms =
      TRY(coded("invalid-document", parse_rfc3339(json["until"].get<std::string>())));
  if (now_ms >= *activation.until_ms)
    return refuse(ErrorCode::untrusted, "document-expired",
                  "the activation ended; activate the licence again");
  return activation;
}

}  // namespace kontor::licensing
