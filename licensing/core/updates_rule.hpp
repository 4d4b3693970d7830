#pragma once

#include <cstdint>

#include "licensing/core/license.hpp"

namespace kontor::licensing {

struct Release {
  TimeMs released_at_ms = 0;
  std::int64_t major = 0;  // First number of the version.
};

// The window that begins with a licence's activation: its last day is whole. None for a
// subscription, which has every release while it runs.
std::optional<TimeMs> updates_until(const Offer& offer, TimeMs activated_at_ms);

// May this release be installed under this licence? Whoever may not keeps what is installed:
// forbidden with code `license-ended` (subscriptions), `updates-ended`,
// `major-update-not-bought` or `platform-license-needed`. A licence that was never activated
// has every release so far, since its window has not begun.
Status may_install(const License& license, const Release& release, bool platform_active,
                   TimeMs now_ms);

}  // namespace kontor::licensing
