#include "marketplace/client/review_check.hpp"

#include <algorithm>

#include "base/core/bytes.hpp"
#include "base/crypto/dsse.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kReviewKeysMax = 64;

Error distrust(const std::string& why) { return {ErrorCode::untrusted, "review: " + why}; }

}  // namespace

Result<std::vector<ReviewKey>> parse_review_keys(std::string_view text) {
  const Json json = TRY(parse_json(text));
  if (!json.is_object() || !json.contains("keys") || !json["keys"].is_array() ||
      json["keys"].size() > kReviewKeysMax)
    return distrust("the list of review keys is no {\"keys\": [ … ]}");
  std::vector<ReviewKey> keys;
  keys.reserve(json["keys"].size());
  for (const Json& entry : json["keys"]) {
    const std::string hex = TRY(json_text(entry, "key"));
    const std::string raw = TRY(hex_decode(hex));
    ReviewKey key{.key = TRY(crypto::PublicKey::from_ed25519(raw))};
    if (!entry.contains("levels") || !entry["levels"].is_array())
      return distrust("a review key names no levels");
    for (const Json& level : entry["levels"]) {
      const std::string name = level.is_string() ? level.get<std::string>() : "";
      key.levels.push_back(TRY(parse_review_level(name)));
    }
    keys.push_back(std::move(key));
  }
  return keys;
}

Result<Review> verify_review(std::string_view dsse, const std::string& sha256,
                             const std::vector<ReviewKey>& keys) {
  const auto envelope = parse_json(dsse, {.bytes_max = kReviewBytesMax});
  if (!envelope) return distrust("it is no envelope: " + envelope.error().message);
  // Each key by itself: the level it attests must be one that this key may attest.
  bool signed_by_any = false;
  for (const ReviewKey& key : keys) {
    const auto payload = crypto::dsse_verify(*envelope, kReviewPayloadType, {key.key});
    if (!payload) continue;
    signed_by_any = true;
    auto review = parse_review(*payload);
    if (!review) return distrust(review.error().message);
    if (review->sha256 != sha256)
      return distrust("it attests another package, with SHA-256 " + review->sha256);
    if (std::find(key.levels.begin(), key.levels.end(), review->level) != key.levels.end())
      return review;
  }
  return distrust(signed_by_any ? "its key may not attest this level"
                                : "no review key of this market signed it");
}

}  // namespace kontor::marketplace
