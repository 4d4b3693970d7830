#include "marketplace/cli/operator/review_verbs.hpp"

#include "base/core/files.hpp"
#include "base/crypto/dsse.hpp"
#include "base/crypto/hash.hpp"
#include "marketplace/cli/desk/published_role.hpp"
#include "marketplace/client/review_check.hpp"
#include "marketplace/core/review.hpp"
#include "marketplace/core/upload.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kTargetsRoleMax = std::size_t{16} << 20;

std::string path_of(const ReviewWish& wish, const char* rest = "") {
  return "/uploads/" + http::percent_encode(wish.operation) + rest;
}

Status same_bytes(const ReviewWish& wish, const std::string& sha256) {
  if (wish.package.empty()) return ok();
  const std::string bytes = TRY(read_file(wish.package, kPackageBytesMax));
  if (crypto::sha256_hex(bytes) == sha256) return ok();
  return Error{ErrorCode::untrusted,
               wish.package.string() + " is not what the market has under this operation"};
}

// The last part of a path that the market made: no path, and a picture's name.
Result<std::string> picture_name(const std::string& path) {
  std::string name = path.substr(path.rfind('/') + 1);
  if (!name.starts_with('.') && (name.ends_with(".png") || name.ends_with(".webp"))) return name;
  return Error{ErrorCode::untrusted, "the market names a screenshot '" + name + "'"};
}

// Whom the off-line role lets attest reviews, as the market serves it now.
Result<std::vector<ReviewKey>> review_keys(Desk& desk) {
  const std::string role = TRY(published_role(desk, "targets"));
  const Json targets = TRY(parse_json(role, {.bytes_max = kTargetsRoleMax}));
  const auto place = Json::json_pointer("/signed/targets/market~1review-keys.json/hashes/sha256");
  if (!targets.contains(place) || !targets[place].is_string())
    return Error{ErrorCode::conflict,
                 "this market's off-line role names no review keys, so no host would look at an "
                 "attestation: kontor keys prepare targets --review-key"};
  const std::string sha256 = targets[place];
  const std::string text = TRY(desk.fetch("targets/market/" + sha256 + ".review-keys.json"));
  return parse_review_keys(text);
}

// What hosts would not believe is not sent: a key that was withdrawn, or the wrong file.
Status check_believed(Desk& desk, const Json& envelope, const std::string& sha256) {
  const auto keys = TRY(review_keys(desk));
  const auto believed = verify_review(kontor::to_text(envelope), sha256, keys);
  if (believed) return ok();
  return Error{ErrorCode::untrusted, "no host would believe this attestation (" +
                                         believed.error().message +
                                         "); is --key the desk's key of market/review-keys.json?"};
}

// The signed attestation of what the market says of the upload now.
Result<Json> attestation_of(Desk& desk, const ReviewWish& wish) {
  const auto key = TRY(crypto::SigningKey::load(wish.key));
  const Json upload = TRY(desk.call("GET", path_of(wish)));
  Review review;
  review.sha256 = TRY(json_text(upload, "sha256"));
  review.plugin = TRY(json_text(upload, "plugin_id"));
  review.version = TRY(json_text(upload, "version"));
  review.level = TRY(parse_review_level(wish.level));
  review.decided_at_ms = SystemClock().now_ms();
  review.reviewer = wish.reviewer;
  review.reason = wish.reason;
  TRY(same_bytes(wish, review.sha256));
  for (const Json& check : upload.value("checks", Json::array()))
    review.checks.push_back({.rule = check.value("rule", ""), .result = check.value("result", "")});
  const std::string payload = TRY(review_payload(review));
  Json envelope = crypto::dsse_sign(kReviewPayloadType, payload, key);
  TRY(check_believed(desk, envelope, review.sha256));
  return envelope;
}

}  // namespace

Result<Json> show_queue(const ReviewWish& wish) {
  auto desk = TRY(Desk::open(wish.address));
  return desk.call("GET", "/queue");
}

Result<Json> show_upload(const ReviewWish& wish) {
  auto desk = TRY(Desk::open(wish.address));
  Json upload = TRY(desk.call("GET", path_of(wish)));
  const Json history = TRY(desk.call("GET", path_of(wish, "/history")));
  upload["events"] = history.value("events", Json::array());
  return upload;
}

Result<Json> fetch_package(const ReviewWish& wish) {
  auto desk = TRY(Desk::open(wish.address));
  const Json upload = TRY(desk.call("GET", path_of(wish)));
  const auto answer = TRY(desk.send("GET", path_of(wish, "/package")));
  if (answer.status != 200) return http::json_answer(answer);
  const std::string sha256 = crypto::sha256_hex(answer.body);
  if (sha256 != upload.value("sha256", ""))
    return Error{ErrorCode::untrusted, "the market sent other bytes than were submitted"};
  TRY(write_file(wish.package, answer.body));
  return Json{{"file", wish.package.string()}, {"sha256", sha256}};
}

Result<Json> fetch_screenshots(const ReviewWish& wish) {
  auto desk = TRY(Desk::open(wish.address));
  const Json upload = TRY(desk.call("GET", path_of(wish)));
  const Json shots = upload.value("screenshots", Json::array());
  std::error_code failed;
  std::filesystem::create_directories(wish.package, failed);
  Json written = Json::array();
  for (const Json& shot : shots) {
    const auto name = TRY(picture_name(shot.value("path", "")));
    const auto answer = TRY(desk.send("GET", path_of(wish, "/screenshots/") + name));
    if (answer.status != 200) return http::json_answer(answer);
    if (crypto::sha256_hex(answer.body) != shot.value("sha256", ""))
      return Error{ErrorCode::untrusted, "the market sent another picture than it names"};
    TRY(write_file(wish.package / name, answer.body));
    const Json caption = shot.value("caption", Json::object());
    written.push_back(
        {{"file", (wish.package / name).string()}, {"title", caption.value("en", "")}});
  }
  return Json{{"screenshots", std::move(written)}};
}

Result<Json> decide(const ReviewWish& wish) {
  auto desk = TRY(Desk::open(wish.address));
  Json verdict{{"decision", wish.word}, {"reason", wish.reason}};
  if (!wish.key.empty() && wish.word == "approve")
    verdict["attestation"] = TRY(attestation_of(desk, wish));
  return desk.call("POST", path_of(wish, "/decision"), verdict);
}

Result<Json> attest(const ReviewWish& wish) {
  auto desk = TRY(Desk::open(wish.address));
  const Json envelope = TRY(attestation_of(desk, wish));
  return desk.put("PUT", path_of(wish, "/attestation"), kontor::to_text(envelope),
                  "application/json");
}

Result<Json> answer_appeal(const ReviewWish& wish) {
  auto desk = TRY(Desk::open(wish.address));
  return desk.call("POST", path_of(wish, "/appeal/answer"),
                   {{"outcome", wish.word}, {"answer", wish.reason}});
}

Result<Json> show_audit(const ReviewWish& wish) {
  auto desk = TRY(Desk::open(wish.address));
  return desk.call("GET", "/reviews/audit");
}

}  // namespace kontor::marketplace
