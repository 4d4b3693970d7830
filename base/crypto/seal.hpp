#pragma once

#include <string>
#include <string_view>

#include "base/core/random.hpp"
#include "base/core/result.hpp"

namespace kontor::crypto {

// AES-256-GCM: 12 random bytes of nonce, ciphertext, 16 bytes of tag. `key` has 32 bytes;
// `context` is authenticated and not sent.
std::string seal(std::string_view key, std::string_view plain, std::string_view context,
                 Random& random);
Result<std::string> open_sealed(std::string_view key, std::string_view sealed,
                                std::string_view context);

// Argon2id (RFC 9106, second recommended option: 64 MiB, 3 passes, 1 lane) in PHC text form.
std::string hash_password(std::string_view password, Random& random);
bool verify_password(std::string_view password, std::string_view phc_text);

}  // namespace kontor::crypto
