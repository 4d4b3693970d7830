#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/core/json.hpp"
#include "base/crypto/keys.hpp"

// What vendors say to the market under their own keys: a DSSE envelope over the canonical JSON
// of one object, signed by as many keys as it takes.
namespace kontor::marketplace {

// {"vendor","public_keys":[hex],"threshold"}: these keys instead of the present ones. By each new
// key, and by the present ones unless they are lost.
inline constexpr std::string_view kKeysStatement = "application/vnd.kontor.vendor-keys+json";
// {"vendor","token_hash","at"}: the token with this hash instead of the present one.
inline constexpr std::string_view kTokenStatement = "application/vnd.kontor.vendor-token+json";
// {"plugin","from","to"}: by both vendors.
inline constexpr std::string_view kTransferStatement = "application/vnd.kontor.transfer+json";

Result<Json> sign_statement(std::string_view type, const Json& statement,
                            const std::vector<crypto::SigningKey>& keys);
// The same envelope with more signatures.
Result<Json> countersign(const Json& envelope, const std::vector<crypto::SigningKey>& keys);

// What an envelope of this type says, unverified; invalid_argument for other types.
Result<Json> statement_of(const Json& envelope, std::string_view type);
// untrusted unless at least `threshold` of `keys` signed it.
Status check_signers(const Json& envelope, std::string_view type,
                     const std::vector<crypto::PublicKey>& keys, std::int64_t threshold);

}  // namespace kontor::marketplace
