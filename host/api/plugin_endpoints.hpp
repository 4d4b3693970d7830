#pragma once

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"
#include "host/plugins/plugins.hpp"

namespace kontor::host {

// /api/v1/plugins…, /widgets…, /actions…, and /hooks… for the outside.
void add_plugin_endpoints(http::Router& router, Accounts& accounts, Plugins& plugins);

}  // namespace kontor::host
