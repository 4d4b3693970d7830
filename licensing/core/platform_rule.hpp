#pragma once

#include "licensing/core/offer.hpp"

namespace kontor::licensing {

enum class Act { install, update, support, run };

// An offer may want the host's own licence to be active for what is new: forbidden with code
// `platform-license-needed`. What runs is never stopped by it.
Status check_platform(const Offer& offer, Act act, bool platform_active);

}  // namespace kontor::licensing
