#include "host/plugins/release_terms.hpp"

#include <charconv>

#include "base/core/json.hpp"
#include "licensing/core/updates_rule.hpp"

namespace kontor::host {
namespace {

using licensing::License;

std::int64_t major_of(const std::string& version) {
  std::int64_t major = 0;
  std::from_chars(version.data(), version.data() + version.size(), major);
  return major;
}

bool platform_is_licensed(CompanySeats& seats) {
  const auto state = seats.entitlement(kPlatformProduct);
  return state && *state != licensing::Entitlement::unlicensed;
}

// The end of the updates, for whoever shows it.
Error with_until(Error refusal, const License& license) {
  Json detail = Json::parse(refusal.detail, nullptr, /*allow_exceptions=*/false);
  if (!detail.is_object() || detail.value("code", "") != "updates-ended") return refusal;
  if (license.updates_until_ms) detail["until"] = to_rfc3339(*license.updates_until_ms);
  refusal.detail = to_text(detail);
  return refusal;
}

}  // namespace

Status check_release_terms(CompanySeats& seats, const std::string& product,
                           const std::string& version, std::optional<TimeMs> released_at_ms,
                           TimeMs now_ms) {
  const bool platform = platform_is_licensed(seats);
  const licensing::Release release{.released_at_ms = released_at_ms.value_or(now_ms),
                                   .major = major_of(version)};
  std::optional<Error> refused;
  for (const License& license : seats.licenses(product)) {
    if (!license.valid_at(now_ms)) continue;
    Status allowed = licensing::may_install(license, release, platform, now_ms);
    if (allowed) return ok();
    if (!refused) refused = with_until(std::move(allowed).error(), license);
  }
  if (refused) return *refused;
  return ok();
}

SupportStanding support_of(CompanySeats& seats, const std::string& product, bool is_free,
                           licensing::Integrity integrity, TimeMs now_ms) {
  const bool modified = integrity == licensing::Integrity::modified;
  // N9: of what costs nothing, reports of bugs, mended in later releases.
  SupportStanding best{
      .level = std::string(name_of(licensing::SupportLevel::bug_reports)),
      .until_ms = {},
      .eligible = is_free && !modified,
      .why = modified  ? "the code was changed; install the original again, then support goes on"
             : is_free ? ""
                       : "there is no licence with support"};
  const bool platform = platform_is_licensed(seats);
  for (const License& license : seats.licenses(product)) {
    if (!license.valid_at(now_ms)) continue;
    const auto level = licensing::support_at(license, integrity, platform, now_ms);
    if (best.eligible && !level) continue;
    best = {std::string(name_of(level ? *level : licensing::support_terms(license.offer).level)),
            licensing::support_until(license), static_cast<bool>(level),
            level ? "" : level.error().message};
  }
  return best;
}

}  // namespace kontor::host
