#include "marketplace/core/review.hpp"

#include <set>

#include "base/crypto/canonical_json.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kReviewTextMax = 2000;
constexpr std::size_t kChecksMax = 200;

Error no_review(const std::string& why) {
  return {ErrorCode::invalid_argument, "review attestation: " + why};
}

Result<std::string> review_text(const Json& payload, const char* name) {
  std::string text = TRY(json_text(payload, name));
  if (text.size() > kReviewTextMax) return no_review(std::string(name) + " is too long");
  return text;
}

Result<std::vector<CheckResult>> parse_checks(const Json& payload) {
  if (!payload["checks"].is_array() || payload["checks"].size() > kChecksMax)
    return no_review("checks is no list, or too long");
  std::vector<CheckResult> checks;
  checks.reserve(payload["checks"].size());
  for (const Json& entry : payload["checks"]) {
    if (!entry.is_object() || entry.size() != 2) return no_review("a check is {rule, result}");
    CheckResult& check = checks.emplace_back();
    check.rule = TRY(review_text(entry, "rule"));
    check.result = TRY(review_text(entry, "result"));
  }
  return checks;
}

}  // namespace

std::string_view to_text(ReviewLevel level) {
  return level == ReviewLevel::reviewed ? "reviewed" : "automatic";
}

Result<ReviewLevel> parse_review_level(std::string_view text) {
  if (text == "automatic") return ReviewLevel::automatic;
  if (text == "reviewed") return ReviewLevel::reviewed;
  return no_review("a level is \"automatic\" or \"reviewed\"");
}

Result<std::string> review_payload(const Review& review) {
  Json checks = Json::array();
  for (const CheckResult& check : review.checks)
    checks.push_back({{"rule", check.rule}, {"result", check.result}});
  return crypto::canonical_json({{"sha256", review.sha256},
                                 {"plugin", review.plugin},
                                 {"version", review.version},
                                 {"level", to_text(review.level)},
                                 {"decided_at", to_rfc3339(review.decided_at_ms)},
                                 {"reviewer", review.reviewer},
                                 {"checks", std::move(checks)},
                                 {"reason", review.reason}});
}

Result<Review> parse_review(std::string_view payload) {
  const Json json = TRY(parse_json(payload, {.bytes_max = kReviewBytesMax, .depth_max = 4}));
  static const std::set<std::string> kMembers = {"sha256",   "plugin", "version", "level",
                                                 "reviewer", "checks", "reason",  "decided_at"};
  if (!json.is_object() || json.size() != kMembers.size())
    return no_review("it is no object with the eight members of one");
  for (const auto& [name, value] : json.items())
    if (!kMembers.contains(name)) return no_review("a member '" + name + "' is unknown");
  const std::string level = TRY(review_text(json, "level"));
  const std::string decided_at = TRY(review_text(json, "decided_at"));
  Review review;  // Member by member: a refusal amid an initializer list leaks what it has made.
  review.sha256 = TRY(review_text(json, "sha256"));
  review.plugin = TRY(review_text(json, "plugin"));
  review.version = TRY(review_text(json, "version"));
  review.level = TRY(parse_review_level(level));
  review.decided_at_ms = TRY(parse_rfc3339(decided_at));
  review.reviewer = TRY(review_text(json, "reviewer"));
  review.checks = TRY(parse_checks(json));
  review.reason = TRY(review_text(json, "reason"));
  return review;
}

}  // namespace kontor::marketplace
