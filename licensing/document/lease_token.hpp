#pragma once

#include <string>
#include <string_view>

#include "base/crypto/keys.hpp"
#include "licensing/core/lease.hpp"

namespace kontor::licensing {

// What a device shows instead of asking the ledger: the lease in its present step, signed
// by the authority (PASETO v4.public). The device's raw public key is the implicit
// assertion, so the token is worth nothing on another device.
std::string sign_lease(const Lease& lease, TimeMs issued_at_ms, std::string_view device_key,
                       const crypto::SigningKey& authority_key);

// untrusted unless the authority signed it for this device.
Result<Lease> verify_lease(std::string_view token, std::string_view device_key,
                           const crypto::PublicKey& authority_key);

}  // namespace kontor::licensing
