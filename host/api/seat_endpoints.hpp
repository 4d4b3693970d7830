#pragma once

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"
#include "host/plugins/plugins.hpp"
#include "licensing/seats/ledger.hpp"

namespace kontor::host {

// /api/v1/seats/{product}…: seats as the company's own users see them.
void add_seat_endpoints(http::Router& router, Accounts& accounts, Plugins& plugins,
                        licensing::SeatLedger& ledger);

}  // namespace kontor::host
