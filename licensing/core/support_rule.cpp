#include "licensing/core/support_rule.hpp"

#include "licensing/core/calendar.hpp"
#include "licensing/core/platform_rule.hpp"
#include "licensing/core/refusals.hpp"

namespace kontor::licensing {

namespace {

bool is_free_of_charge(const Offer& offer) { return offer.price.amount == 0 && offer.fee == 0; }

}  // namespace

Support support_terms(const Offer& offer) {
  if (is_free_of_charge(offer)) return {.level = SupportLevel::bug_reports, .months = 0};
  if (offer.support) return *offer.support;
  return {.level = SupportLevel::standard, .months = offer.updates.months};
}

std::optional<TimeMs> support_until(const License& license) {
  const Offer& offer = license.offer;
  if (is_free_of_charge(offer)) return std::nullopt;
  if (license.support_until_ms) return license.support_until_ms;
  if (license.expires_at_ms) return license.expires_at_ms;
  if (!license.updates_until_ms) return std::nullopt;
  return add_months(*license.updates_until_ms, support_terms(offer).months - offer.updates.months);
}

Result<SupportLevel> support_at(const License& license, Integrity integrity, bool platform_active,
                                TimeMs now_ms) {
  TRY(check_platform(license.offer, Act::support, platform_active));
  if (integrity == Integrity::modified)
    return refuse(ErrorCode::forbidden, "support-suspended",
                  "the code of " + license.product +
                      " was changed; install the original again, then support goes on");
  const auto until = support_until(license);
  if (until && now_ms >= *until)
    return refuse(ErrorCode::forbidden, "support-ended",
                  "support of " + license.product + " ended at " + to_rfc3339(*until) +
                      "; renew the licence to ask again");
  return support_terms(license.offer).level;
}

}  // namespace kontor::licensing
