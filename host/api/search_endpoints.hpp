#pragma once

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"
#include "host/app/records.hpp"

namespace kontor::host {

// Full text over everything one may see.
void add_search_endpoints(http::Router& router, Accounts& accounts, Records& records);

}  // namespace kontor::host
