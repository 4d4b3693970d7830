#pragma once

#include <string>

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"

namespace kontor::host {

// Everybody's own security keys. `public_url`: under which people reach this host; may be empty.
void add_security_key_endpoints(http::Router& router, Accounts& accounts,
                                const std::string& public_url = {});

}  // namespace kontor::host
