#pragma once

#include "licensing/core/license.hpp"

namespace kontor::licensing {

// A market cannot mint what no vendor offered: untrusted unless the licence stays inside the
// offer frozen into it.
Status check_within(const License& license, const Offer& offer);

// May the ledger with this key (hexadecimal) count the licence now? forbidden with code
// `wrong-authority`, `license-not-yet-valid` or `license-ended`.
Status check_usable(const License& license, std::string_view authority, TimeMs now_ms);

}  // namespace kontor::licensing
