#include "base/crypto/webauthn.hpp"

#include <optional>

#include "base/core/bytes.hpp"
#include "base/core/json.hpp"
#include "base/crypto/cbor.hpp"
#include "base/crypto/hash.hpp"

namespace kontor::crypto {

namespace {

constexpr std::size_t kClientDataBytesMax = 8192;
constexpr std::size_t kAttestationBytesMax = 65536;
constexpr std::size_t kCredentialBytesMax = 1023;
constexpr std::size_t kKeyCoordinateBytes = 32;

// Section 6.1: authenticator data.
constexpr std::size_t kPartyHashBytes = 32;
constexpr std::size_t kFixedBytes = 37;
constexpr std::size_t kAaguidBytes = 16;
constexpr unsigned kUserPresent = 0x01;
constexpr unsigned kHasCredential = 0x40;
constexpr unsigned kHasExtensions = 0x80;

// RFC 9053: COSE keys and algorithms.
constexpr int kKeyType = 1;
constexpr int kAlgorithm = 3;
constexpr int kCurve = -1;
constexpr int kX = -2;
constexpr int kY = -3;
constexpr std::int64_t kOkp = 1;
constexpr std::int64_t kEc2 = 2;
constexpr std::int64_t kEs256 = -7;
constexpr std::int64_t kEdDsa = -8;
constexpr std::int64_t kP256 = 1;
constexpr std::int64_t kEd25519 = 6;

// SubjectPublicKeyInfo of a P-256 key up to its uncompressed point (RFC 5480).
constexpr std::string_view kP256Beginning(
    "\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"
    "\x03\x42\x00\x04",
    27);

Error refused_key(const std::string& why) {
  return Error{ErrorCode::unauthenticated, "the security key's answer is refused: " + why,
               R"({"code":"security-key-refused"})"};
}

struct AuthenticatorData {
  std::int64_t counter = 0;
  std::string credential_id;
  std::optional<Cbor> key;
};

std::int64_t number_member(const Cbor& cose, int name) {
  const Cbor* member = cose.find(name, Cbor::Kind::integer);
  return member == nullptr ? 0 : member->integer;
}

std::string coordinate(const Cbor& cose, int name) {
  const Cbor* member = cose.find(name, Cbor::Kind::bytes);
  return member == nullptr || member->bytes.size() != kKeyCoordinateBytes ? "" : member->bytes;
}

Result<PublicKey> key_of(const Cbor& cose) {
  const std::string x = coordinate(cose, kX);
  const std::int64_t type = number_member(cose, kKeyType);
  const std::int64_t algorithm = number_member(cose, kAlgorithm);
  const std::int64_t curve = number_member(cose, kCurve);
  if (type == kOkp && algorithm == kEdDsa && curve == kEd25519 && !x.empty()) {
    auto key = PublicKey::from_ed25519(x);
    if (key) return key;
  }
  const std::string y = coordinate(cose, kY);
  if (type == kEc2 && algorithm == kEs256 && curve == kP256 && !x.empty() && !y.empty()) {
    const std::string pem = "-----BEGIN PUBLIC KEY-----\n" +
                            base64_encode(std::string(kP256Beginning) + x + y) +
                            "\n-----END PUBLIC KEY-----\n";
    auto key = PublicKey::from_pem(pem, KeyScheme::ecdsa_p256_sha256);
    if (key) return key;
  }
  return refused_key("its public key is none of ES256 or EdDSA");
}

unsigned flags_of(std::string_view bytes) {
  return static_cast<unsigned char>(bytes[kPartyHashBytes]);
}

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = (number << 8) | static_cast<unsigned char>(byte);
  return number;
}

Status take_credential(std::string_view& rest, AuthenticatorData& data) {
  if (rest.size() < kAaguidBytes + 2) return refused_key("its data is cut");
  rest.remove_prefix(kAaguidBytes);
  const auto size = static_cast<std::size_t>(big_endian(rest.substr(0, 2)));
  rest.remove_prefix(2);
  if (size == 0 || size > kCredentialBytesMax || size > rest.size()) {
    return refused_key("its credential's name is empty, too long or cut");
  }
  data.credential_id = std::string(rest.substr(0, size));
  rest.remove_prefix(size);
  data.key = TRY(take_cbor(rest));
  return ok();
}

// Steps that registration and assertion have in common: whose data it is, and that somebody
// touched the key.
Result<AuthenticatorData> read_authenticator_data(const RelyingParty& party,
                                                  std::string_view bytes) {
  if (bytes.size() < kFixedBytes) return refused_key("its data is cut");
  if (bytes.substr(0, kPartyHashBytes) != sha256(party.id)) {
    return refused_key("it is for another site");
  }
  const unsigned flags = flags_of(bytes);
  if ((flags & kUserPresent) == 0) return refused_key("nobody touched it");
  AuthenticatorData data;
  data.counter = static_cast<std::int64_t>(big_endian(bytes.substr(kPartyHashBytes + 1, 4)));
  std::string_view rest = bytes.substr(kFixedBytes);
  if ((flags & kHasCredential) != 0) TRY(take_credential(rest, data));
  if ((flags & kHasExtensions) != 0) {
    const Cbor extensions = TRY(take_cbor(rest));
    if (extensions.kind != Cbor::Kind::map) return refused_key("its extensions are no map");
  }
  if (!rest.empty()) return refused_key("something follows its data");
  return data;
}

Status check_client_data(const RelyingParty& party, std::string_view challenge,
                         std::string_view json, std::string_view type) {
  const ClientData data = TRY(read_client_data(json));
  if (data.type != type) return refused_key("it was asked for something else");
  if (!equal_secrets(data.challenge, challenge)) return refused_key("it is not for this challenge");
  if (data.origin != party.origin || data.cross_origin) {
    return refused_key("it was used at another address than " + party.origin);
  }
  return ok();
}

}  // namespace

Result<ClientData> read_client_data(std::string_view json) {
  const auto document = parse_json(json, {.bytes_max = kClientDataBytesMax, .depth_max = 4});
  if (!document || !document->is_object()) return refused_key("its client data is not readable");
  ClientData data;
  const auto type = json_text(*document, "type");
  const auto challenge = json_text(*document, "challenge");
  const auto origin = json_text(*document, "origin");
  if (!type || !challenge || !origin) return refused_key("its client data lacks a member");
  const auto raw = base64url_decode(*challenge);
  if (!raw) return refused_key("its challenge is not readable");
  data.type = *type;
  data.challenge = *raw;
  data.origin = *origin;
  const auto cross = document->find("crossOrigin");
  data.cross_origin = cross != document->end() && *cross != Json(false);
  return data;
}

// The steps of section 7.1. Attestation is not asked for: what a key says of its maker is not
// looked at (step 21 with no trust anchor), whatever its format.
Result<RegisteredKey> check_registration(const RelyingParty& party, std::string_view challenge,
                                         const KeyRegistration& made) {
  TRY(check_client_data(party, challenge, made.client_data, "webauthn.create"));
  if (made.attestation.size() > kAttestationBytesMax) return refused_key("it is too long");
  std::string_view rest = made.attestation;
  const auto object = take_cbor(rest);
  if (!object || !rest.empty()) return refused_key("its attestation is not readable");
  const Cbor* const format = object->find("fmt", Cbor::Kind::text);
  const Cbor* const statement = object->find("attStmt", Cbor::Kind::map);
  const Cbor* const bytes = object->find("authData", Cbor::Kind::bytes);
  if (format == nullptr || statement == nullptr || bytes == nullptr) {
    return refused_key("its attestation lacks a member");
  }
  if (format->bytes == "none" && !statement->items.empty()) {
    return refused_key("its attestation says nothing, at length");
  }
  const auto data = read_authenticator_data(party, bytes->bytes);
  if (!data) return refused_key(data.error().message);
  if (!data->key) return refused_key("it made no key");
  auto key = TRY(key_of(*data->key));
  return RegisteredKey{
      .credential_id = data->credential_id, .key = std::move(key), .counter = data->counter};
}

// The steps of section 7.2.
Result<std::int64_t> check_assertion(const RelyingParty& party, std::string_view challenge,
                                     const PublicKey& key, std::int64_t counter,
                                     const KeyAssertion& given) {
  TRY(check_client_data(party, challenge, given.client_data, "webauthn.get"));
  const auto data = read_authenticator_data(party, given.authenticator_data);
  if (!data) return refused_key(data.error().message);
  if (!key.verify(given.authenticator_data + sha256(given.client_data), given.signature)) {
    return refused_key("its signature is wrong");
  }
  if ((data->counter != 0 || counter != 0) && data->counter <= counter) {
    return refused_key("its counter did not grow; there may be a copy of it");
  }
  return data->counter;
}

}  // namespace kontor::crypto
