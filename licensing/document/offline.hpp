#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/core/lease.hpp"
#include "licensing/document/typed_token.hpp"

namespace kontor::licensing {

// Files that go over an air gap by hand, each a text of at most kQrBytesMax in the usual case,
// so that one QR code holds it. The nonce of the request returns in the response.
// Codes of refusals: those of typed_token.hpp and the ones named below.

inline constexpr std::size_t kQrBytesMax = 2900;
inline constexpr std::size_t kOfflineFileBytesMax = 65536;
inline constexpr std::int64_t kOfflineLifeDays = 30;

enum class OfflineAction { activate, renew, borrow };
std::string_view name_of(OfflineAction action);

// What a device asks for, signed by its own key.
struct OfflineRequest {
  std::string device_key;  // Raw Ed25519 public key, hexadecimal.
  std::string host_id;
  std::vector<std::string> fingerprint = {};  // Hashed parts of the machine, in a fixed order.
  std::string nonce;                          // 32 hexadecimal digits.
  OfflineAction action = OfflineAction::activate;
  std::string license_id = {};
  std::string subject = {};  // borrow: who takes the seat along …
  std::int64_t days = 0;     // … and for how long.
  TimeMs at_ms = 0;

  // What the seat is held for: the one seat of this person at this host.
  std::string session() const { return "user:" + subject; }
};
Result<std::string> sign_offline_request(const OfflineRequest& request,
                                         const crypto::SigningKey& device_key);
Result<OfflineRequest> verify_offline_request(std::string_view file, TimeMs now_ms);

// What goes back: the activation, and documents attached. Bound to device and host by implicit
// assertion; the documents by their hashes.
struct Attachment {
  std::string kind;  // license, activation, lease, revocations
  std::string document;
};
struct OfflineResponse {
  std::string nonce;
  std::string device_key;
  std::string host_id;
  std::string license_id;
  TimeMs activated_at_ms = 0;
  std::int64_t revocations_sequence = 0;
  std::vector<Attachment> attachments = {};
  TimeMs at_ms = 0;
};
Result<std::string> sign_offline_response(const OfflineResponse& response,
                                          const crypto::SigningKey& key);
// `expected` is the request this answers, as the device kept it. `unknown-key`, `wrong-device`,
// `wrong-nonce` (answer to another request), `attachment-changed`.
Result<OfflineResponse> verify_offline_response(std::string_view file, const KeyOf& key,
                                                const OfflineRequest& expected, TimeMs now_ms);

// What the device gives back: an activation, or a borrowed seat when `lease` is there.
struct OfflineReturn {
  std::string device_key;
  std::string host_id;
  std::string license_id;
  std::string nonce;  // Of the request that got it.
  std::optional<LeaseStep> lease = {};
  TimeMs at_ms = 0;
};
Result<std::string> sign_offline_return(const OfflineReturn& giving,
                                        const crypto::SigningKey& device_key);
Result<OfflineReturn> verify_offline_return(std::string_view file, TimeMs now_ms);

}  // namespace kontor::licensing
