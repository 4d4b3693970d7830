#include "licensing/core/updates_rule.hpp"

#include "licensing/core/calendar.hpp"
#include "licensing/core/platform_rule.hpp"
#include "licensing/core/refusals.hpp"

namespace kontor::licensing {

namespace {

Status check_major(const License& license, const Release& release) {
  if (!license.offer.major_update) return ok();
  const std::int64_t covered = license.major.value_or(license.offer.major_update->covers);
  if (release.major <= covered) return ok();
  return refuse(ErrorCode::forbidden, "major-update-not-bought",
                "version " + std::to_string(release.major) + " of " + license.product +
                    " is a paid update; the licence covers versions up to " +
                    std::to_string(covered) +
                    ". Order it (kontor license order --kind major_update --license " +
                    license.license_id + "), or keep the version you have");
}

}  // namespace

std::optional<TimeMs> updates_until(const Offer& offer, TimeMs activated_at_ms) {
  if (offer.period != Period::once) return std::nullopt;
  return end_of_day(add_months(activated_at_ms, offer.updates.months));
}

Status may_install(const License& license, const Release& release, bool platform_active,
                   TimeMs now_ms) {
  TRY(check_platform(license.offer, Act::update, platform_active));
  if (!license.valid_at(now_ms))
    return refuse(ErrorCode::forbidden, "license-ended",
                  "the licence of " + license.product +
                      " has ended or not begun; renew it to install releases");
  TRY(check_major(license, release));
  const auto& until = license.updates_until_ms;
  if (!until || release.released_at_ms < *until) return ok();
  return refuse(ErrorCode::forbidden, "updates-ended",
                "this release of " + license.product + " came after " + to_rfc3339(*until) +
                    ", the end of your updates; renew them, or keep the version you have");
}

}  // namespace kontor::licensing
