#pragma once

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"
#include "host/app/exporter.hpp"

namespace kontor::host {

// Files of what a list shows, for holders of exports.run.
void add_export_endpoints(http::Router& router, Accounts& accounts, Exporter& exporter);

}  // namespace kontor::host
