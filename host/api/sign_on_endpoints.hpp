#pragma once

#include "base/http/router.hpp"
#include "host/access/single_sign_on.hpp"
#include "host/api/session_endpoints.hpp"

namespace kontor::host {

// The two addresses of single sign-on that a browser visits.
void add_sign_on_endpoints(http::Router& router, SingleSignOn& sign_on, CookieTransport transport);

}  // namespace kontor::host
