#pragma once

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"
#include "host/plugins/plugins.hpp"

namespace kontor::host {

// /plugins…, /widgets…, /actions…, and /hooks… for the outside, all below /api/v1.
void add_plugin_endpoints(http::Router& router, Accounts& accounts, Plugins& plugins);

}  // namespace kontor::host
