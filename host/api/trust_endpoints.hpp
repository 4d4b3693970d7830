#pragma once

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"
#include "host/plugins/plugins.hpp"

namespace kontor::host {

// The company's install policy, what it says of releases, who asked for what, updates by policy.
void add_trust_endpoints(http::Router& router, Accounts& accounts, Plugins& plugins);

}  // namespace kontor::host
