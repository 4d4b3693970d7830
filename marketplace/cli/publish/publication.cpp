#include "marketplace/cli/publish/publication.hpp"

#include <chrono>
#include <optional>
#include <thread>

#include "marketplace/cli/desk/published_role.hpp"
#include "marketplace/cli/desk/vendor_roles.hpp"
#include "marketplace/core/upload.hpp"
#include "marketplace/repository/signing.hpp"
#include "sdk/package/sbom.hpp"

namespace kontor::marketplace {
namespace {

constexpr int kAttempts = 6;                    // Against other publishers of the same role.
constexpr std::chrono::minutes kAwayMax{2};     // How long the market may be away, as in a restart.
constexpr std::chrono::minutes kChecksMax{15};  // How long the market may look at a package.
constexpr std::int64_t kRoleLifeMs = std::int64_t{180} * 24 * 60 * 60 * 1000;

// Since when the market has not answered.
class Patience {
 public:
  // Of a market that does not answer now; whether to ask once more.
  bool lasts() {
    const auto now = std::chrono::steady_clock::now();
    if (!away_since_) away_since_ = now;
    return now - *away_since_ < kAwayMax;
  }
  void answered() { away_since_.reset(); }

 private:
  std::optional<std::chrono::steady_clock::time_point> away_since_;
};

void pause(int attempt) {
  std::this_thread::sleep_for(std::chrono::milliseconds(200 << std::min(attempt, 5)));
}

bool is_finished(const Json& upload) {
  const auto state = parse_upload_state(upload.value("state", ""));
  return state && !checks_unfinished(*state);
}

bool names(const std::string& role, const std::string& path) {
  const auto json = parse_json(role, {.bytes_max = std::size_t{16} << 20});
  return json && json->at("signed").value("targets", Json::object()).contains(path);
}

}  // namespace

Publication::Publication(Desk& desk, package::Archive archive, package::Manifest manifest,
                         std::string vendor, crypto::SigningKey key)
    : desk_(desk),
      archive_(std::move(archive)),
      manifest_(std::move(manifest)),
      vendor_(std::move(vendor)),
      key_(std::move(key)),
      operation_id_(operation_id_of(vendor_, archive_.sha256_hex())) {}

Result<Publication> Publication::prepare(Desk& desk, const std::filesystem::path& file,
                                         const std::string& vendor, const crypto::SigningKey& key) {
  package::Archive archive = TRY(package::Archive::open(file));
  package::VerifiedPackage verified = TRY(package::verify_package(archive, {key.public_key()}));
  if (verified.manifest.vendor != vendor)
    return Error{
        ErrorCode::invalid_argument,
        "the package is of vendor '" + verified.manifest.vendor + "', not '" + vendor + "'"};
  return Publication(desk, std::move(archive), std::move(verified.manifest), vendor, key);
}

Result<Json> Publication::present() { return desk_.call("GET", "/uploads/" + operation_id_); }

Result<Json> Publication::submit(const UploadWish& wish) {
  const auto deadline = std::chrono::steady_clock::now() + kChecksMax;
  Patience patience;
  for (int attempt = 0;; ++attempt) {
    auto upload = present();
    if (upload && is_finished(*upload)) return upload;
    if (!upload && upload.error().code == ErrorCode::not_found)
      upload = send_package(desk_, operation_id_, archive_.bytes(), wish);
    else if (upload && upload->value("state", "") == "ERRORED")
      upload = check_again();
    if (upload && is_finished(*upload)) return upload;
    // Its checks run, or will run again: ask, for a while.
    if (!upload && upload.error().code != ErrorCode::unavailable) return upload;
    if (upload) patience.answered();
    if (!upload && !patience.lasts()) return upload;
    if (std::chrono::steady_clock::now() >= deadline) return upload;
    pause(attempt);
  }
}

Result<Json> Publication::check_again() {
  const auto answer = TRY(desk_.send("PATCH", "/uploads/" + operation_id_,
                                     {{"content-type", "application/partial-upload"},
                                      {"upload-offset", std::to_string(archive_.bytes().size())},
                                      {"upload-complete", "?1"}}));
  return http::json_answer(answer);
}

Result<Json> Publication::appeal(const std::string& text) {
  return desk_.call("POST", "/uploads/" + operation_id_ + "/appeal", {{"text", text}});
}

Result<Json> Publication::wait_for_decision(int timeout_s) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(timeout_s);
  for (int attempt = 0;; ++attempt) {
    auto upload = present();
    if (upload && !upload->at("decision").is_null()) return upload;
    if (!upload && upload.error().code != ErrorCode::unavailable) return upload;
    if (std::chrono::steady_clock::now() >= deadline)
      return Error{ErrorCode::unavailable,
                   "the operator has not decided within " + std::to_string(timeout_s) + " seconds"};
    pause(attempt);
  }
}

Result<std::string> Publication::next_role(const std::string& role,
                                           const ReleaseTerms& terms) const {
  Json custom{{"plugin_id", manifest_.id},
              {"version", manifest_.version},
              {"sdk", manifest_.sdk},
              {"sbom", package::kSbomMember}};
  if (terms.channel != Channel::stable) custom["channel"] = to_text(terms.channel);
  if (terms.rollout_percent != 100) custom["rollout"] = {{"percent", terms.rollout_percent}};
  return role_with_targets(role,
                           {{.path = package_path(manifest_.id, manifest_.version),
                             .sha256 = archive_.sha256_hex(),
                             .length = static_cast<std::int64_t>(archive_.bytes().size()),
                             .custom = std::move(custom)}},
                           key_, SystemClock().now_ms() + kRoleLifeMs);
}

Result<Json> Publication::try_release(const ReleaseTerms& terms) {
  const std::string path = package_path(manifest_.id, manifest_.version);
  const VendorRoles roles = TRY(vendor_roles(desk_, vendor_));
  if (!roles.own.empty()) TRY(signed_by(roles.own, key_.public_key()));
  const std::string name = roles.role_of(path);
  std::string role = TRY(present_role(desk_, roles, name));
  // The same bytes again let the market finish what a crash cut short.
  if (role.empty() || !names(role, path)) role = TRY(next_role(role, terms));
  return put_roles(desk_, vendor_, {{name, role}});
}

Result<Json> Publication::release(const ReleaseTerms& terms) {
  Patience patience;
  int overtaken = 0;
  for (int attempt = 0;; ++attempt) {
    auto released = try_release(terms);
    if (released) return released;
    if (released.error().code == ErrorCode::unavailable) {
      if (!patience.lasts()) return released;
    } else {
      patience.answered();
      const bool is_overtaken = released.error().detail.find("wrong-version") != std::string::npos;
      if (!is_overtaken || ++overtaken > kAttempts) return released;
    }
    pause(attempt);
  }
}

}  // namespace kontor::marketplace
