#pragma once

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"
#include "host/rehearsal/trace_desk.hpp"

namespace kontor::host {

// Recording what passes between the host and a plugin; right plugins.manage.
void add_trace_endpoints(http::Router& router, Accounts& accounts, Plugins& plugins,
                         TraceDesk& desk);

}  // namespace kontor::host
