#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/core/json.hpp"
#include "base/crypto/keys.hpp"

namespace kontor::crypto {

// DSSE 1.0.2 envelopes with Ed25519 signatures. keyid: hex SHA-256 of the raw public key.
std::string key_id(const PublicKey& key);
Json dsse_sign(std::string_view payload_type, std::string_view payload, const SigningKey& key);

// The payload, if `payload_type` is the one wanted and one of `keys` signed it; else untrusted.
Result<std::string> dsse_verify(const Json& envelope, std::string_view payload_type,
                                const std::vector<PublicKey>& keys);

}  // namespace kontor::crypto
