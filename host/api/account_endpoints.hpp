#pragma once

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"

namespace kontor::host {

// API tokens of the signed-in user; users for those who hold users.manage.
void add_account_endpoints(http::Router& router, Accounts& accounts);

}  // namespace kontor::host
