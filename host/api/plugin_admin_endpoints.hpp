#pragma once

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"
#include "host/plugins/plugins.hpp"

namespace kontor::host {

// What an administrator looks at and decides about installed plugins: /plugins/{id}…, and
// /sandbox, all below /api/v1.
void add_plugin_admin_endpoints(http::Router& router, Accounts& accounts, Plugins& plugins);

}  // namespace kontor::host
