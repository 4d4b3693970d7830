#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/core/result.hpp"

namespace kontor::marketplace {

// DSSE payload type of a review attestation.
inline constexpr std::string_view kReviewPayloadType = "application/vnd.kontor.review+json";
inline constexpr std::size_t kReviewBytesMax = std::size_t{256} << 10;  // The whole envelope.

// How closely a package was looked at, the lower first.
enum class ReviewLevel {
  automatic,  // The market's checks, and a decision without a person reading.
  reviewed,   // A person looked at it.
};
std::string_view to_text(ReviewLevel level);
Result<ReviewLevel> parse_review_level(std::string_view text);

// What one check of the review came to: "passed", "found", "off" or "not run".
struct CheckResult {
  std::string rule = {};
  std::string result = {};
};

// What an operator's desk attests of one package, by its hash. Detached: made after the
// package's bytes are fixed.
struct Review {
  std::string sha256 = {};
  std::string plugin = {}, version = {};
  ReviewLevel level = ReviewLevel::automatic;
  TimeMs decided_at_ms = 0;
  std::string reviewer = {};
  std::vector<CheckResult> checks = {};
  std::string reason = {};
};
// The payload, canonical: {"sha256","plugin","version","level","decided_at","reviewer",
// "checks":[{"rule","result"}],"reason"}.
Result<std::string> review_payload(const Review& review);
// invalid_argument unless it holds exactly these members within their limits.
Result<Review> parse_review(std::string_view payload);

}  // namespace kontor::marketplace
