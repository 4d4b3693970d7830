#include "licensing/core/license_rules.hpp"

#include <algorithm>

#include "licensing/core/calendar.hpp"
#include "licensing/core/refusals.hpp"

namespace kontor::licensing {

namespace {

Error differs(const std::string& what) {
  return refuse(ErrorCode::untrusted, "not-what-was-offered",
                "licence refused: its " + what + " is not what the vendor offered");
}

Status check_seats_within(const License& license, const Offer& offer) {
  if (license.model == SeatModel::site) return ok();
  const bool few = license.grant == Grant::purchase && license.seats < offer.min_seats;
  const bool many = offer.max_seats > 0 && license.seats > offer.max_seats;
  if (few || many) return differs("number of seats");
  return ok();
}

Status check_features_within(const License& license, const Offer& offer) {
  for (const std::string& feature : license.features) {
    if (std::find(offer.features.begin(), offer.features.end(), feature) == offer.features.end())
      return differs("list of features");
  }
  // An empty list means everything, so it must be the vendor's.
  if (license.features.empty() != offer.features.empty()) return differs("list of features");
  return ok();
}

Status check_grant_within(const License& license, const Offer& offer) {
  const auto& end = license.expires_at_ms;
  switch (license.grant) {
    case Grant::purchase:
      // Without an end: bought, or a subscription bought out.
      if (offer.period != Period::once && !end && !offer.buy_out) return differs("period");
      return ok();
    case Grant::rental:
      if (!offer.rental || !end) return differs("rental");
      return ok();
    case Grant::instalments:
      if (!offer.instalments || !end) return differs("payment by instalments");
      return ok();
    case Grant::trial:
      break;
  }
  // The trial's last day is whole.
  const TimeMs last = end_of_day(license.valid_from_ms + offer.trial_days * kDayMs);
  if (offer.trial_days == 0 || !end || *end > last) return differs("trial");
  return ok();
}

}  // namespace

Status check_within(const License& license, const Offer& offer) {
  if (offer.product != license.product) return differs("product");
  if (offer.model != license.model) return differs("seat model");
  if (!offer.only_for.empty() && offer.only_for != license.company_id) return differs("company");
  TRY(check_seats_within(license, offer));
  TRY(check_features_within(license, offer));
  return check_grant_within(license, offer);
}

Status check_usable(const License& license, std::string_view authority, TimeMs now_ms) {
  if (license.authority != authority)
    return refuse(ErrorCode::forbidden, "wrong-authority",
                  "another seat ledger counts this licence; install it there, or have it issued "
                  "for this one");
  if (now_ms < license.valid_from_ms)
    return refuse(
        ErrorCode::forbidden, "license-not-yet-valid",
        "the licence of " + license.product + " begins at " + to_rfc3339(license.valid_from_ms));
  if (!license.valid_at(now_ms))
    return refuse(ErrorCode::forbidden, "license-ended",
                  "the licence of " + license.product + " ended at " +
                      to_rfc3339(*license.expires_at_ms) + "; renew it");
  return ok();
}

}  // namespace kontor::licensing
