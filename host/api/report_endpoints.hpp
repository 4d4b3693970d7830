#pragma once

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"
#include "host/app/reports.hpp"

namespace kontor::host {

// JSON Schema of a report as parse_report() takes it.
const Json& report_schema();

void add_report_endpoints(http::Router& router, Accounts& accounts, Reports& reports);

}  // namespace kontor::host
