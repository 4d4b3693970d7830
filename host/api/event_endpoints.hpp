#pragma once

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"
#include "host/app/notices.hpp"

namespace kontor::host {

// The stream of server-sent events to a user's open page.
void add_event_endpoints(http::Router& router, Accounts& accounts, Notices& notices);

}  // namespace kontor::host
