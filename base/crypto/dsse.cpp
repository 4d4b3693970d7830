#include "base/crypto/dsse.hpp"

#include <algorithm>

#include "base/core/bytes.hpp"
#include "base/crypto/hash.hpp"

namespace kontor::crypto {
namespace {

constexpr std::size_t kSignaturesMax = 16;

// Pre-authentication encoding, section "Signature Definition" of the DSSE protocol.
std::string encode(std::string_view payload_type, std::string_view payload) {
  std::string out = "DSSEv1 " + std::to_string(payload_type.size()) + " ";
  out.append(payload_type);
  out += " " + std::to_string(payload.size()) + " ";
  out.append(payload);
  return out;
}

// Readers accept both alphabets.
Result<std::string> decode(std::string text) {
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '/');
  return base64_decode(text);
}

bool signed_by_one(const Json& signature, const std::string& message,
                   const std::vector<PublicKey>& keys) {
  const auto text = json_text(signature, "sig");
  if (!text) return false;
  const auto bytes = decode(*text);
  // The keyid is a hint that nobody signed, so it decides nothing here.
  return bytes && std::ranges::any_of(
                      keys, [&](const PublicKey& key) { return key.verify(message, *bytes); });
}

}  // namespace

std::string key_id(const PublicKey& key) {
  const std::string raw = key.ed25519_raw();
  return sha256_hex(raw.empty() ? key.pem() : raw);
}

Json dsse_sign(std::string_view payload_type, std::string_view payload, const SigningKey& key) {
  const std::string signature = key.sign(encode(payload_type, payload));
  return {
      {"payloadType", payload_type},
      {"payload", base64_encode(payload)},
      {"signatures", {{{"keyid", key_id(key.public_key())}, {"sig", base64_encode(signature)}}}}};
}

Result<std::string> dsse_verify(const Json& envelope, std::string_view payload_type,
                                const std::vector<PublicKey>& keys) {
  const auto type = json_text(envelope, "payloadType");
  const auto text = json_text(envelope, "payload");
  if (!type || !text) return Error{ErrorCode::untrusted, "not a DSSE envelope"};
  if (*type != payload_type)
    return Error{ErrorCode::untrusted,
                 "the envelope holds another type of payload than " + std::string(payload_type)};
  auto payload = decode(*text);
  if (!payload) return Error{ErrorCode::untrusted, "the envelope's payload is not base64"};
  const auto signatures = envelope.find("signatures");
  if (signatures == envelope.end() || !signatures->is_array() || signatures->empty() ||
      signatures->size() > kSignaturesMax)
    return Error{ErrorCode::untrusted, "the envelope must carry 1 to 16 signatures"};

  const std::string message = encode(payload_type, *payload);
  if (std::ranges::any_of(*signatures, [&](const Json& signature) {
        return signed_by_one(signature, message, keys);
      }))
    return payload;
  return Error{ErrorCode::untrusted, "no signature of the envelope is by a key expected here"};
}

}  // namespace kontor::crypto
