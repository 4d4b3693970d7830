#pragma once

#include "licensing/core/license.hpp"

namespace kontor::licensing {

// Is the plugin's code what the vendor delivered?
enum class Integrity {
  intact,
  modified,  // A hash differs: support rests until the original is back.
  restored,
};

// What the offer says about support, or what goes without saying: bug reports for what is
// free, standard support for what is paid, for as long as updates.
Support support_terms(const Offer& offer);

// Until when a licence has support; none: no end, or not begun since never activated.
std::optional<TimeMs> support_until(const License& license);

// What a ticket opened now may ask for. Refused (forbidden) with code `support-ended`,
// `support-suspended` or `platform-license-needed`.
Result<SupportLevel> support_at(const License& license, Integrity integrity, bool platform_active,
                                TimeMs now_ms);

}  // namespace kontor::licensing
