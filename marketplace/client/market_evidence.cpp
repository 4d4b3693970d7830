#include "base/core/files.hpp"
#include "marketplace/client/review_check.hpp"
#include "marketplace/client/signed_market.hpp"
#include "marketplace/core/target_path.hpp"

// What the off-line role offers beside vendors' releases: a transparency log, reviews, the kill
// switch; and what the market shows for a release.
namespace kontor::marketplace {
namespace {

constexpr const char* kReviewKeysFile = "review-keys.verified";
constexpr const char* kKilledFile = "killed.verified";
constexpr std::size_t kKeysBytesMax = 65536;

}  // namespace

// The kill switch first: whatever else is wrong with the market, it must be heard.
Status SignedMarket::refresh_offers() {
  const auto killed = TRY(top_level_target(kKilledPath, kKilledFile, kKilledBytesMax));
  if (killed) TRY(parse_killed(*killed));
  TRY(top_level_target(kReviewKeysPath, kReviewKeysFile, kKeysBytesMax));
  return refresh_log();
}

Result<std::vector<Killed>> SignedMarket::stored_killed() const {
  const auto text = read_file(options_.metadata_folder / kKilledFile, kKilledBytesMax);
  if (text) return parse_killed(*text);
  if (text.error().code == ErrorCode::not_found) return std::vector<Killed>();
  return text.error();
}

Result<Evidence> SignedMarket::evidence(const MarketPackage& package) {
  TRY(refresh_if_old());
  Evidence evidence;
  evidence.target = package.path;
  evidence.length = package.length;
  TRY(add_log_proof(package, evidence));
  TRY(add_review(package, evidence));
  return evidence;
}

Status SignedMarket::add_review(const MarketPackage& package, Evidence& evidence) {
  const auto text = read_file(options_.metadata_folder / kReviewKeysFile, kKeysBytesMax);
  if (!text) return ok();
  evidence.review_offered = true;
  const auto keys = TRY(parse_review_keys(*text));
  auto file = sites_->fetch("packages/" + package.sha256 + ".review.dsse", kReviewBytesMax);
  if (!file && file.error().code == ErrorCode::not_found) return ok();
  if (!file) return file.error();
  const Review review = TRY(verify_review(*file, package.sha256, keys));
  evidence.review = to_text(review.level);
  evidence.reviewed_at_ms = review.decided_at_ms;
  evidence.review_file = std::move(*file);
  evidence.review_keys = *text;
  return ok();
}

Status verify_kept(const Evidence& kept, const std::string& plugin, const std::string& version,
                   const std::string& sha256) {
  if (!kept.log_keys.empty()) TRY(verify_kept_proof(kept, plugin, version, sha256));
  if (kept.review_keys.empty()) return ok();
  const auto keys = TRY(parse_review_keys(kept.review_keys));
  TRY(verify_review(kept.review_file, sha256, keys));
  return ok();
}

}  // namespace kontor::marketplace
