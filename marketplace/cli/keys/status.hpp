#pragma once

#include <string>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "marketplace/cli/keys/source.hpp"

namespace kontor::marketplace {

// What of a market's metadata expires when, how many keys sign it, and what is to be done by
// whom: {"roles": [{"role","version","expires","days_left","keys","threshold","advice"}],
// "due": how many roles want something done}. Vendors' roles are told when they are due only.
Result<Json> keys_status(const Source& source, TimeMs now);

// The same for people: a line a role, and below it what is to be done.
std::string status_text(const Json& told);

}  // namespace kontor::marketplace
