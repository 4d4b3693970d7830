#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/crypto/keys.hpp"

namespace kontor::marketplace {

enum class VendorState {
  pending,  // Registered; may look, may not publish.
  active,   // The off-line shard delegates the namespace to the vendor's keys.
};
std::string_view to_text(VendorState state);
Result<VendorState> parse_vendor_state(std::string_view text);

struct Vendor {
  std::string name = {};  // Namespace: first part of every plugin id.
  std::string display_name = {};
  std::string contact = {};
  VendorState state = VendorState::pending;
  std::vector<std::string> public_keys = {};  // Raw Ed25519, hexadecimal.
  Json proof = {};                            // DSSE over the registration, by each of the keys.
  TimeMs created_at_ms = 0;
};

struct VendorRegistration {
  std::string name = {};
  std::string display_name = {};
  std::string contact = {};
  std::vector<std::string> public_keys = {};
};

inline constexpr std::string_view kRegistrationPayloadType =
    "application/vnd.kontor.vendor-registration+json";
inline constexpr std::size_t kVendorKeysMax = 8;

// What the vendor signs to show that it holds its keys: canonical JSON of the registration.
Result<std::string> registration_payload(const VendorRegistration& registration);

// The statement of kKeysStatement: the keys a vendor wants its namespace delegated to.
struct KeyWish {
  std::string vendor = {};
  std::vector<std::string> public_keys = {};
  std::vector<crypto::PublicKey> keys = {};
  std::int64_t threshold = 1;
};
// invalid_argument unless the threshold fits the number of keys.
Result<KeyWish> parse_key_wish(const Json& statement);

// Raw hexadecimal Ed25519 keys as verifiers; invalid_argument for none, too many or twice one.
Result<std::vector<crypto::PublicKey>> parse_vendor_keys(const std::vector<std::string>& keys);

// untrusted unless each of the keys signed exactly this registration.
Status check_possession(const VendorRegistration& registration, const Json& proof);

}  // namespace kontor::marketplace
