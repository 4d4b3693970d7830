#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/core/clock.hpp"
#include "base/core/random.hpp"

namespace kontor::crypto {

// Time-based one-time passwords (RFC 6238) of the kind every authenticator app reads: HMAC-SHA-1,
// steps of 30 seconds, six digits.

std::string new_totp_secret(Random& random);            // 20 raw bytes; secret.
std::string totp_secret_text(std::string_view secret);  // Base 32 (RFC 4648), without padding.

// The number of the step that `code` belongs to: the present one, or the one before or after it
// (RFC 6238 section 5.2). Nothing for a wrong code. Whoever takes a code must not take its step
// or an earlier one again.
std::optional<std::int64_t> totp_step(std::string_view secret, const std::string& code,
                                      TimeMs now_ms);
// The code of the step at `now_ms`, as an app shows it.
std::string totp_code(std::string_view secret, TimeMs now_ms);

}  // namespace kontor::crypto
