#pragma once

#include <cstdint>
#include <string>

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"

namespace kontor::host {

enum class CookieTransport { any, tls_only };

// The Set-Cookie of a session; an empty value with age 0 takes it away.
std::string session_cookie(const std::string& value, std::int64_t age_s, CookieTransport transport);

// Login, logout, the present session, a user's preferences. `public_url`: under which people reach
// this host, for their security keys; may be empty.
void add_session_endpoints(http::Router& router, Accounts& accounts, CookieTransport transport,
                           const std::string& public_url = {});

}  // namespace kontor::host
