#pragma once

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"
#include "host/rehearsal/rehearsal_desk.hpp"

namespace kontor::host {

// Trying an add-on on a copy of the company's data; right plugins.manage.
void add_rehearsal_endpoints(http::Router& router, Accounts& accounts, RehearsalDesk& desk);

}  // namespace kontor::host
