#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/core/result.hpp"
#include "base/crypto/keys.hpp"
#include "licensing/core/lease.hpp"

namespace kontor::licensing {

// Proofs that travel with the lease protocol (byte-exact in licensing/README.md).

// What a device signs to claim or release: the purpose and each part, a line each. Parts
// hold no line feed.
std::string claim_text(std::string_view license_id, std::string_view subject,
                       std::string_view session, std::string_view idempotency_key);
std::string release_text(const LeaseStep& step);
// To take a held seat on travel for so many days, and to give it back before its date.
std::string borrow_text(const LeaseStep& step, std::int64_t days);
std::string return_text(const LeaseStep& step);

// Ed25519 of `text`, both key and signature in hexadecimal. unauthenticated otherwise.
Status check_device_signature(std::string_view device_key_hex, std::string_view text,
                              std::string_view signature_hex);

// The key of one lease for renewals, so that a heartbeat costs no public-key work.
// `secret` stays in the ledger; 32 raw bytes.
std::string renewal_key(std::string_view secret, std::string_view lease_id);
// Hexadecimal HMAC-SHA-256 of the step under the lease's key.
std::string renewal_mac(std::string_view key, const LeaseStep& step);
Status check_renewal_mac(std::string_view key, const LeaseStep& step, std::string_view mac_hex);

}  // namespace kontor::licensing
