#pragma once

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"
#include "host/plugins/plugins.hpp"
#include "licensing/seats/endpoints.hpp"

namespace kontor::host {

// Who may ask the host's own ledger, and for whom: a user gives up their own place in a queue,
// whoever manages seats anybody's.
licensing::SeatAccess seat_access(Accounts& accounts);

// /api/v1/seats/{product}… and /api/v1/licenses: seats and licences as the company's own users see
// them.

void add_seat_endpoints(http::Router& router, Accounts& accounts, Plugins& plugins);

}  // namespace kontor::host
