#include "base/core/bytes.hpp"
#include "base/core/json_schema.hpp"
#include "base/crypto/dsse.hpp"
#include "base/crypto/hash.hpp"
#include "licensing/core/calendar.hpp"
#include "licensing/core/refusals.hpp"
#include "licensing/document/offline_parts.hpp"

namespace kontor::licensing {

namespace {

constexpr std::string_view kOfflineResponseType = "kontor-offline-response/1";
constexpr std::string_view kOfflineResponseSchema = R"json({
  "type": "object",
  "additionalProperties": false,
  "required": ["type", "nonce", "license_id", "activated_at", "revocations_sequence",
               "attachments", "at"],
  "properties": {
    "type": {"type": "string"},
    "nonce": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    "license_id": {"type": "string", "minLength": 1, "maxLength": 80},
    "activated_at": {"type": "string", "maxLength": 40},
    "revocations_sequence": {"type": "integer", "minimum": 0, "maximum": 9007199254740991},
    "attachments": {
      "type": "array",
      "maxItems": 8,
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["kind", "sha256"],
        "properties": {
          "kind": {"enum": ["license", "activation", "lease", "revocations"]},
          "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"}
        }
      }
    },
    "at": {"type": "string", "maxLength": 40}
  }
})json";

std::vector<std::string_view> lines_of(std::string_view file) {
  std::vector<std::string_view> lines;
  while (!file.empty()) {
    const std::size_t end = file.find('\n');
    lines.push_back(file.substr(0, end));
    if (end == std::string_view::npos) break;
    file.remove_prefix(end + 1);
  }
  return lines;
}

Error attachment_changed() {
  return refuse(ErrorCode::untrusted, "attachment-changed",
                "a document in the file is missing or not the one that was sent; copy the whole "
                "file again");
}

// Each line after the first is an attachment, in the order the signed part lists them.
Result<std::vector<Attachment>> attachments_of(const Json& listed,
                                               const std::vector<std::string_view>& lines) {
  if (lines.size() != listed.size() + 1) return attachment_changed();
  std::vector<Attachment> attachments;
  attachments.reserve(listed.size());
  for (std::size_t i = 0; i < listed.size(); ++i) {
    if (hex_encode(crypto::sha256(lines[i + 1])) != listed[i]["sha256"])
      return attachment_changed();
    attachments.push_back({.kind = listed[i]["kind"], .document = std::string(lines[i + 1])});
  }
  return attachments;
}

}  // namespace

Result<std::string> sign_offline_response(const OfflineResponse& response,
                                          const crypto::SigningKey& key) {
  const crypto::PublicKey device = TRY(device_public_key(response.device_key));
  Json listed = Json::array();
  std::string documents;
  for (const Attachment& one : response.attachments) {
    listed.push_back({{"kind", one.kind}, {"sha256", hex_encode(crypto::sha256(one.document))}});
    documents += one.document + "\n";
  }
  const Json payload = {{"type", kOfflineResponseType},
                        {"nonce", response.nonce},
                        {"license_id", response.license_id},
                        {"activated_at", to_rfc3339(response.activated_at_ms)},
                        {"revocations_sequence", response.revocations_sequence},
                        {"attachments", std::move(listed)},
                        {"at", to_rfc3339(response.at_ms)}};
  const JsonSchema rules = TRY(JsonSchema::parse(Json::parse(kOfflineResponseSchema)));
  TRY(rules.validate(payload));
  const Json footer = {{"kid", crypto::key_id(key.public_key())},
                       {"device", crypto::key_id(device)}};
  const std::string token =
      sign_typed(payload, key, footer, device_binding(device, response.host_id));
  return token + "\n" + documents;
}

Result<OfflineResponse> verify_offline_response(std::string_view file, const KeyOf& key,
                                                const OfflineRequest& expected, TimeMs now_ms) {
  if (file.size() > kOfflineFileBytesMax)
    return refuse(ErrorCode::invalid_argument, "malformed-document", "the file is too long");
  const auto lines = lines_of(file);
  const Json footer = TRY(peek_typed_footer(lines.empty() ? "" : lines.front()));
  const std::string kid = TRY(coded("malformed-document", json_text(footer, "kid")));
  const crypto::PublicKey device = TRY(device_public_key(expected.device_key));
  if (footer.value("device", Json()) != Json(crypto::key_id(device)))
    return refuse(ErrorCode::untrusted, "wrong-device",
                  "the response was made for another device; use the one answering this request");
  const auto signer = key(kid);
  if (!signer)
    return refuse(ErrorCode::untrusted, "unknown-key",
                  "the response is signed by a key this program does not know or no longer trusts");
  const Json json = TRY(open_typed(lines.front(), *signer, device_binding(device, expected.host_id),
                                   kOfflineResponseType, kOfflineResponseSchema));
  if (json["nonce"] != expected.nonce)
    return refuse(ErrorCode::untrusted, "wrong-nonce",
                  "the response answers another request; use the one to the last request");
  TRY(check_age(json["at"].get<std::string>(), kOfflineLifeDays * kDayMs, now_ms));
  OfflineResponse response;
  response.nonce = expected.nonce;
  response.device_key = expected.device_key;
  response.host_id = expected.host_id;
  response.license_id = json["license_id"];
  response.activated_at_ms = TRY(parse_rfc3339(json["activated_at"].get<std::string>()));
  response.revocations_sequence = json["revocations_sequence"];
  response.attachments = TRY(attachments_of(json["attachments"], lines));
  response.at_ms = TRY(parse_rfc3339(json["at"].get<std::string>()));
  return response;
}

}  // namespace kontor::licensing
