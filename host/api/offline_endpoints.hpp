#pragma once

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"
#include "host/plugins/plugins.hpp"

namespace kontor::host {

// /api/v1/licenses/offline/…: this host's side of the air gap. The other side, a ledger's, is
// /licensing/v1/activate and /deactivate.
// Not for a host whose plugins have no keeper of seats that another ledger counts.
void add_offline_endpoints(http::Router& router, Accounts& accounts, Plugins& plugins);

}  // namespace kontor::host
