#include "host/plugins/release_terms.hpp"

#include <charconv>

#include "base/core/json.hpp"

namespace kontor::host {
namespace {

using licensing::License;
using licensing::SupportLevel;

Error term_refusal(const char* code, std::string message, Json detail = Json::object()) {
  detail["code"] = code;
  return {ErrorCode::forbidden, std::move(message), to_text(detail)};
}

std::int64_t major_of(const std::string& version) {
  std::int64_t major = 0;
  std::from_chars(version.data(), version.data() + version.size(), major);
  return major;
}

bool platform_is_licensed(CompanySeats& seats) {
  const auto state = seats.entitlement(kPlatformProduct);
  return state && *state != licensing::Entitlement::unlicensed;
}

Status check_one(const License& license, const std::string& version, TimeMs released_at_ms,
                 bool platform) {
  if (license.offer.needs_platform_license && !platform)
    return term_refusal("platform-license-needed",
                        license.product +
                            " is installed and updated only while the host's own licence is "
                            "active, and it is not; what runs goes on running");
  if (license.major && major_of(version) > *license.major)
    return term_refusal("major-update-not-bought",
                        license.product + " " + version + " is a major version priced apart; the " +
                            "licence covers those up to " + std::to_string(*license.major));
  // A subscription has every release.
  if (license.expires_at_ms || !license.updates_until_ms) return ok();
  if (released_at_ms < *license.updates_until_ms) return ok();
  const std::string until = to_rfc3339(*license.updates_until_ms);
  return term_refusal("updates-ended",
                      "the updates of this licence ended on " + until.substr(0, 10) + ", before " +
                          license.product + " " + version +
                          " was released; the version you have works for ever",
                      {{"until", until}});
}

}  // namespace

Status check_release_terms(CompanySeats& seats, const std::string& product,
                           const std::string& version, std::optional<TimeMs> released_at_ms,
                           TimeMs now_ms) {
  const bool platform = platform_is_licensed(seats);
  std::optional<Error> refused;
  for (const License& license : seats.licenses(product)) {
    if (!license.valid_at(now_ms)) continue;
    const Status allowed = check_one(license, version, released_at_ms.value_or(now_ms), platform);
    if (allowed) return ok();
    if (!refused) refused = allowed.error();
  }
  if (refused) return *refused;
  return ok();
}

SupportStanding support_of(CompanySeats& seats, const std::string& product, bool is_free,
                           bool is_modified, TimeMs now_ms) {
  // N9: of what costs nothing, reports of bugs, mended in later releases.
  SupportStanding best{.level = std::string(name_of(SupportLevel::bug_reports)),
                       .until_ms = {},
                       .eligible = is_free && !is_modified,
                       .why = is_free ? "" : "no licence with support"};
  for (const License& license : seats.licenses(product)) {
    const auto until = license.expires_at_ms      ? license.expires_at_ms
                       : license.support_until_ms ? license.support_until_ms
                                                  : license.updates_until_ms;
    const bool over = !license.valid_at(now_ms) || (until && *until <= now_ms);
    const auto level =
        license.offer.support ? license.offer.support->level : SupportLevel::standard;
    if (best.eligible && over) continue;
    best = {std::string(name_of(level)), until, !over, over ? "the support has ended" : ""};
    if (license.offer.needs_platform_license && !platform_is_licensed(seats)) {
      best.eligible = false;
      best.why = "the host's own licence is not active";
    }
  }
  if (is_modified) {
    best.eligible = false;
    best.why = "its files are not the vendor's; install the release again to restore them";
  }
  return best;
}

}  // namespace kontor::host
