#include "marketplace/app/revocations.hpp"

#include <algorithm>

#include "licensing/document/revocation_list.hpp"
#include "marketplace/store/license_store.hpp"

namespace kontor::marketplace {

Result<std::string> signed_revocations(Market& market, const std::string& company_id) {
  const auto revoked = TRY(market.database.read(
      [&](db::Session& session) { return IssuedLicenseStore(session).revocations(company_id); }));
  licensing::RevocationList list{
      .company_id = company_id, .sequence = 0, .issued_at_ms = market.clock.now_ms()};
  list.revoked.reserve(revoked.size());
  for (const auto& one : revoked) {
    list.sequence = std::max(list.sequence, one.sequence);
    list.revoked.push_back(
        {.license_id = one.license_id, .at_ms = one.revoked_at_ms, .reason = one.reason});
  }
  return licensing::sign_revocations(list, market.repository.license_key());
}

}  // namespace kontor::marketplace
