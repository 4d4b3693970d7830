#include "marketplace/core/license_course.hpp"

#include <algorithm>
#include <optional>

#include "licensing/core/calendar.hpp"

namespace kontor::marketplace {
namespace {

using licensing::add_months;
using licensing::Grant;
using licensing::License;

// Months of updates and support, counted from the activation.
struct Window {
  std::int64_t update_months = 0;
  std::int64_t support_months = 0;
  std::optional<TimeMs> activated_ms = {};
};

void take_offer(License& license, const CourseStep& step) {
  license.product = step.offer.product;
  license.model = step.offer.model;
  license.features = step.offer.features;
  license.lease_ttl_s = step.offer.lease_ttl_s;
  license.idle_timeout_s = step.offer.idle_timeout_s;
  license.offer = step.offer;
  if (step.offer.major_update)
    license.major = std::max(license.major.value_or(0), step.offer.major_update->covers);
}

bool for_ever(const CourseStep& step) {
  return step.kind == OrderKind::purchase && step.offer.period == licensing::Period::once;
}

void begin(License& license, Window& window, const CourseStep& step) {
  take_offer(license, step);
  license.seats = step.seats;
  license.valid_from_ms = step.at_ms;
  switch (step.kind) {
    case OrderKind::trial:
      license.grant = Grant::trial;
      license.expires_at_ms = step.at_ms + step.offer.trial_days * licensing::kDayMs;
      break;
    case OrderKind::rental:
      license.grant = Grant::rental;
      license.expires_at_ms = add_months(step.at_ms, step.months);
      break;
    case OrderKind::instalments:
      if (step.next_due_ms != 0) {
        license.grant = Grant::instalments;
        license.expires_at_ms = step.next_due_ms;
      }
      break;
    default:
      if (!for_ever(step)) license.expires_at_ms = add_months(step.at_ms, step.months);
  }
  window.update_months = step.offer.updates.months;
  window.support_months = step.offer.support ? step.offer.support->months : 0;
}

void renew(License& license, Window& window, const CourseStep& step) {
  if (license.expires_at_ms) {
    license.expires_at_ms = add_months(std::max(*license.expires_at_ms, step.at_ms), step.months);
    return;
  }
  const std::int64_t months = license.offer.updates.months;
  if (!window.activated_ms) {
    window.update_months += months;
    return;
  }
  license.updates_until_ms =
      add_months(std::max(license.updates_until_ms.value_or(0), step.at_ms), months);
}

void activate(License& license, Window& window, TimeMs at_ms) {
  if (window.activated_ms) return;
  window.activated_ms = at_ms;
  license.updates_until_ms = add_months(at_ms, window.update_months);
  if (window.support_months > 0)
    license.support_until_ms = add_months(at_ms, window.support_months);
}

}  // namespace

License course_of(const std::vector<CourseStep>& steps) {
  License license;
  Window window;
  bool begun = false;
  for (const CourseStep& step : steps) {
    if (step.activation) {
      activate(license, window, step.at_ms);
    } else if (!begun) {
      begin(license, window, step);
      begun = true;
    } else if (step.kind == OrderKind::renewal) {
      renew(license, window, step);
    } else if (step.kind == OrderKind::upgrade) {
      take_offer(license, step);
    } else if (step.kind == OrderKind::buy_out) {
      license.grant = Grant::purchase;
      license.expires_at_ms.reset();
    } else if (step.kind == OrderKind::major_update) {
      license.major = license.major.value_or(0) + 1;
    }
  }
  // A licence that ends has every release until then.
  if (license.expires_at_ms && license.grant != Grant::instalments)
    license.updates_until_ms = license.expires_at_ms;
  return license;
}

}  // namespace kontor::marketplace
