#include "marketplace/app/access.hpp"

#include "base/crypto/hash.hpp"
#include "marketplace/core/token.hpp"
#include "marketplace/store/company_store.hpp"
#include "marketplace/store/vendor_store.hpp"

namespace kontor::marketplace {

Result<Principal> authenticate(Market& market, const std::string& token) {
  const std::string hash = token_hash(token);
  if (crypto::equal_secrets(hash, market.operator_token_hash))
    return Principal{.kind = PrincipalKind::market_operator, .id = ""};
  return market.database.read([&](db::Session& session) -> Result<Principal> {
    if (const auto vendor = TRY(VendorStore(session).find_by_token(hash)))
      return Principal{.kind = PrincipalKind::vendor, .id = vendor->name};
    if (const auto company = TRY(CompanyStore(session).find_by_token(hash)))
      return Principal{.kind = PrincipalKind::company, .id = company->company_id};
    return Error{ErrorCode::unauthenticated, "this token is nobody's"};
  });
}

}  // namespace kontor::marketplace
