#pragma once

#include <string>

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"
#include "host/access/principal.hpp"

namespace kontor::host {

// Auth of routes for people and their programs: the session cookie (with the CSRF header
// on anything but GET) or a bearer token. The identity is a Principal.
http::Auth signed_in(Accounts& accounts);
// The same, and the principal must hold the named right.
http::Auth holder_of(Accounts& accounts, std::string right);

// The principal of a request that passed one of the above.
const Principal& principal_of(const http::Request& request);

}  // namespace kontor::host
