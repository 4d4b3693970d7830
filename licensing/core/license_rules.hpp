#pragma once

#include "licensing/core/license.hpp"

namespace kontor::licensing {

// A market cannot mint what no vendor offered: untrusted unless the licence stays inside the
// offer frozen into it.
Status check_within(const License& license, const Offer& offer);

}  // namespace kontor::licensing
