#include "host/rehearsal/rehearsal_licenses.hpp"

#include "base/crypto/dsse.hpp"

namespace kontor::host {

licensing::TrustedKeys RehearsalLicenses::keys() const {
  return {.license_key =
              [key = market_.public_key()](std::string_view kid) -> Result<crypto::PublicKey> {
            if (kid == crypto::key_id(key)) return key;
            return Error{ErrorCode::untrusted, "not a licence of this rehearsal"};
          },
          .vendor_keys = [key = vendor_.public_key()](std::string_view)
              -> Result<std::vector<crypto::PublicKey>> { return std::vector{key}; }};
}

Result<std::string> RehearsalLicenses::document(const std::string& product,
                                                const std::string& authority, TimeMs now_ms,
                                                IdSource& ids) const {
  licensing::Offer offer;
  offer.offer_id = "rehearsal";
  offer.product = product;
  offer.price = {.amount = 0, .currency = "EUR"};
  licensing::License license;
  license.license_id = ids.next();
  license.company_id = ids.next();
  license.company = "Rehearsal";
  license.product = product;
  license.authority = authority;
  license.issued_at_ms = license.valid_from_ms = now_ms;
  const Json envelope = TRY(licensing::sign_offer(offer, vendor_));
  return licensing::sign_license(license, envelope, market_);
}

}  // namespace kontor::host
