#pragma once

#include <string>
#include <vector>

#include "base/http/router.hpp"
#include "marketplace/app/market.hpp"
#include "marketplace/core/principal.hpp"

namespace kontor::marketplace {

// The kinds of callers a route may name. Each asks for a bearer token; a token of another
// kind is forbidden, none or an unknown one unauthenticated.
http::Auth operator_only(Market& market);
http::Auth vendor_only(Market& market);
http::Auth company_only(Market& market);
http::Auth vendor_or_operator(Market& market);

// Any of `kinds`, under this name in the OpenAPI document.
http::Auth only_kinds(Market& market, const std::string& scheme,
                      const std::vector<PrincipalKind>& kinds);

const Principal& principal_of(const http::Request& request);

// Vendors reach below /vendors/{name} only where they are `name`; the operator everywhere.
Status must_be(const Principal& principal, const std::string& vendor);

}  // namespace kontor::marketplace
