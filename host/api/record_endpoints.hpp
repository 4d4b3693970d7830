#pragma once

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"
#include "host/app/records.hpp"

namespace kontor::host {

// Entity definitions, records, aggregates and timelines.
void add_record_endpoints(http::Router& router, Accounts& accounts, Records& records);

}  // namespace kontor::host
