#include "marketplace/api/access.hpp"

#include <algorithm>

#include "marketplace/app/access.hpp"

namespace kontor::marketplace {
http::Auth only_kinds(Market& market, const std::string& scheme,
                      const std::vector<PrincipalKind>& kinds) {
  auto check = [&market, scheme, kinds](const http::Request& request) -> Result<std::any> {
    constexpr std::string_view kBearer = "Bearer ";
    constexpr std::size_t kTokenMax = 200;
    const std::string& header = request.header("authorization");
    if (!header.starts_with(kBearer) || header.size() > kTokenMax)
      return Error{ErrorCode::unauthenticated, "send Authorization: Bearer with a token"};
    Principal principal = TRY(authenticate(market, header.substr(kBearer.size())));
    if (std::find(kinds.begin(), kinds.end(), principal.kind) == kinds.end())
      return Error{ErrorCode::forbidden, "this token is not one of: " + scheme};
    return std::any(std::move(principal));
  };
  return {std::move(scheme), std::move(check)};
}

http::Auth operator_only(Market& market) {
  return only_kinds(market, "operator", {PrincipalKind::market_operator});
}

http::Auth vendor_only(Market& market) {
  return only_kinds(market, "vendor", {PrincipalKind::vendor});
}

http::Auth company_only(Market& market) {
  return only_kinds(market, "company", {PrincipalKind::company});
}

http::Auth vendor_or_operator(Market& market) {
  return only_kinds(market, "vendor-or-operator",
                    {PrincipalKind::vendor, PrincipalKind::market_operator});
}

const Principal& principal_of(const http::Request& request) {
  return std::any_cast<const Principal&>(request.identity);
}

Status must_be(const Principal& principal, const std::string& vendor) {
  if (principal.kind == PrincipalKind::market_operator || principal.id == vendor) return ok();
  return Error{ErrorCode::forbidden, "this token is not of vendor '" + vendor + "'"};
}

}  // namespace kontor::marketplace
