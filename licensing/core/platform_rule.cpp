#include "licensing/core/platform_rule.hpp"

#include "licensing/core/refusals.hpp"

namespace kontor::licensing {

Status check_platform(const Offer& offer, Act act, bool platform_active) {
  if (!offer.needs_platform_license || platform_active || act == Act::run) return ok();
  return refuse(ErrorCode::forbidden, "platform-license-needed",
                offer.product +
                    " is installed, updated and supported only while Kontor's own licence is "
                    "active; renew that first (what runs goes on)");
}

}  // namespace kontor::licensing
