#include "marketplace/core/vendor.hpp"

#include <set>

#include "base/core/bytes.hpp"
#include "base/crypto/canonical_json.hpp"
#include "base/crypto/dsse.hpp"

namespace kontor::marketplace {

std::string_view to_text(VendorState state) {
  return state == VendorState::active ? "active" : "pending";
}

Result<VendorState> parse_vendor_state(std::string_view text) {
  if (text == "active") return VendorState::active;
  if (text == "pending") return VendorState::pending;
  return Error{ErrorCode::internal, "no vendor state '" + std::string(text) + "'"};
}

Result<std::string> registration_payload(const VendorRegistration& registration) {
  return crypto::canonical_json({{"name", registration.name},
                                 {"display_name", registration.display_name},
                                 {"contact", registration.contact},
                                 {"public_keys", registration.public_keys}});
}

Result<std::vector<crypto::PublicKey>> parse_vendor_keys(const std::vector<std::string>& keys) {
  if (keys.empty() || keys.size() > kVendorKeysMax)
    return Error{ErrorCode::invalid_argument,
                 "a vendor has 1 to " + std::to_string(kVendorKeysMax) + " public keys"};
  if (std::set<std::string>(keys.begin(), keys.end()).size() != keys.size())
    return Error{ErrorCode::invalid_argument, "a public key is given twice"};
  std::vector<crypto::PublicKey> parsed;
  for (const std::string& key : keys) {
    const std::string raw = TRY(hex_decode(key));
    if (hex_encode(raw) != key)
      return Error{ErrorCode::invalid_argument, "write public keys in lower-case hexadecimal"};
    parsed.push_back(TRY(crypto::PublicKey::from_ed25519(raw)));
  }
  return parsed;
}

Result<KeyWish> parse_key_wish(const Json& statement) {
  KeyWish wish{.vendor = TRY(json_text(statement, "vendor"))};
  wish.threshold = TRY(json_integer(statement, "threshold"));
  if (!statement.contains("public_keys") || !statement["public_keys"].is_array())
    return Error{ErrorCode::invalid_argument, "the statement lists no public_keys"};
  for (const Json& key : statement["public_keys"])
    wish.public_keys.push_back(key.is_string() ? key.get<std::string>() : "");
  wish.keys = TRY(parse_vendor_keys(wish.public_keys));
  if (wish.threshold < 1 || wish.threshold > static_cast<std::int64_t>(wish.keys.size()))
    return Error{ErrorCode::invalid_argument,
                 "the threshold must be between 1 and the number of keys"};
  return wish;
}

Status check_possession(const VendorRegistration& registration, const Json& proof) {
  const auto keys = TRY(parse_vendor_keys(registration.public_keys));
  const std::string wanted = TRY(registration_payload(registration));
  for (std::size_t index = 0; index < keys.size(); ++index) {
    const auto payload = crypto::dsse_verify(proof, kRegistrationPayloadType, {keys[index]});
    if (!payload)
      return Error{ErrorCode::untrusted, "the proof is not signed by key " +
                                             registration.public_keys[index] + ": " +
                                             payload.error().message};
    if (*payload != wanted)
      return Error{ErrorCode::untrusted, "the proof signs another registration than the one sent"};
  }
  return ok();
}

}  // namespace kontor::marketplace
