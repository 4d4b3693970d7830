#pragma once

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"
#include "host/plugins/plugins.hpp"

namespace kontor::host {

// /api/v1/seats/{product}… and /api/v1/licenses: seats and licences as the company's own users see
// them.
void add_seat_endpoints(http::Router& router, Accounts& accounts, Plugins& plugins);

}  // namespace kontor::host
