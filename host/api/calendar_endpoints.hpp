#pragma once

#include <string>

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"
#include "host/app/records.hpp"

namespace kontor::host {

// One's tasks for a calendar program: an address with a secret of its own, which is an API token
// that reads tasks and nothing else, so that it is kept as a hash, listed and revoked as the others
// are. `public_url`: where people outside reach this host; may be empty.
void add_calendar_endpoints(http::Router& router, Accounts& accounts, Records& records,
                            const Clock& clock, const std::string& public_url);

}  // namespace kontor::host
