#pragma once

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"
#include "host/plugins/plugins.hpp"

namespace kontor::host {

// The mail server plugins' mails go through, for administrators. What is passed in outlives
// the router.
void add_mail_endpoints(http::Router& router, Accounts& accounts, Plugins& plugins);

}  // namespace kontor::host
