#include "licensing/core/license.hpp"

#include <algorithm>

#include "licensing/core/calendar.hpp"

namespace kontor::licensing {

std::string_view name_of(Grant grant) {
  switch (grant) {
    case Grant::purchase:
      return "purchase";
    case Grant::rental:
      return "rental";
    case Grant::instalments:
      return "instalments";
    case Grant::trial:
      break;
  }
  return "trial";
}

bool License::valid_at(TimeMs now_ms) const {
  return valid_from_ms <= now_ms && (!expires_at_ms || now_ms < *expires_at_ms);
}

bool License::usable_at(TimeMs now_ms) const {
  if (grant != Grant::instalments || !expires_at_ms) return valid_at(now_ms);
  return valid_from_ms <= now_ms && now_ms < *expires_at_ms + offer.grace.notice_days * kDayMs;
}

bool License::covers(std::string_view feature) const {
  return feature.empty() || features.empty() ||
         std::find(features.begin(), features.end(), feature) != features.end();
}

}  // namespace kontor::licensing
