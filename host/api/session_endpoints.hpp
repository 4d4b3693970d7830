#pragma once

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"

namespace kontor::host {

enum class CookieTransport { any, tls_only };

// Login, logout, the present session, a user's preferences.
void add_session_endpoints(http::Router& router, Accounts& accounts, CookieTransport transport);

}  // namespace kontor::host
