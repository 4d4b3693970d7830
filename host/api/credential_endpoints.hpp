#pragma once

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"

namespace kontor::host {

// What proves who one is: sessions, password, second factor; one's own, and for holders of
// users.manage those of others.
void add_credential_endpoints(http::Router& router, Accounts& accounts);

}  // namespace kontor::host
