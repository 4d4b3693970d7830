#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/crypto/keys.hpp"
#include "marketplace/core/review.hpp"

namespace kontor::marketplace {

// Top-level target that names who may attest reviews.
inline constexpr std::string_view kReviewKeysTarget = "market/review-keys.json";

// A key of an operator's desk and the levels it may attest.
struct ReviewKey {
  crypto::PublicKey key;
  std::vector<ReviewLevel> levels = {};
};

// The content of kReviewKeysTarget, which the off-line targets role signed:
// {"keys": [{"key": "<hex ed25519>", "levels": ["automatic", "reviewed"]}]}.
Result<std::vector<ReviewKey>> parse_review_keys(std::string_view text);

// What the envelope `dsse` attests of the package with this SHA-256 (hexadecimal). untrusted
// unless one of `keys` that may attest its level signed it and it speaks of this very package.
// Reads nothing but its arguments. Any thread.
Result<Review> verify_review(std::string_view dsse, const std::string& sha256,
                             const std::vector<ReviewKey>& keys);

}  // namespace kontor::marketplace
