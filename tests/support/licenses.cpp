#include "tests/support/licenses.hpp"

#include "base/core/bytes.hpp"
#include "base/crypto/dsse.hpp"

namespace kontor::testing {

namespace {

constexpr TimeMs kIssuedAt = 1'789'000'000'000;

crypto::SigningKey key(char letter) {
  return crypto::SigningKey::from_seed(std::string(32, letter)).value();
}

// One licence id a model, so that a test may install one of each.
std::string id_of(licensing::SeatModel model) {
  return "01990000-0000-7000-8000-00000000000" + std::to_string(static_cast<int>(model));
}

}  // namespace

LicenseMaker::LicenseMaker()
    : market_key(key('m')), vendor_key(key('v')), authority_key(key('a')) {}

licensing::TrustedKeys LicenseMaker::trusted() const {
  return {.license_key =
              [key = market_key.public_key()](std::string_view kid) -> Result<crypto::PublicKey> {
            if (kid == crypto::key_id(key)) return key;
            return Error{ErrorCode::untrusted, "unknown licence key"};
          },
          .vendor_keys = [key = vendor_key.public_key()](
                             std::string_view vendor) -> Result<std::vector<crypto::PublicKey>> {
            if (vendor == "kontor") return std::vector{key};
            return Error{ErrorCode::untrusted, "unknown vendor"};
          }};
}

licensing::Offer LicenseMaker::offer(licensing::SeatModel model) const {
  licensing::Offer offer;
  offer.offer_id = "sms-" + std::string(licensing::name_of(model));
  offer.product = "kontor.sms";
  offer.model = model;
  offer.price = {.amount = 13'980'000, .currency = "RUB"};
  offer.per = licensing::PricePer::seat;
  return offer;
}

licensing::License LicenseMaker::license(licensing::SeatModel model, std::int64_t seats) const {
  licensing::License license;
  license.license_id = id_of(model);
  license.company_id = "01990000-0000-7000-8000-0000000000c0";
  license.company = "Exempel AB";
  license.product = "kontor.sms";
  license.model = model;
  license.seats = seats;
  license.authority = hex_encode(authority_key.public_key().ed25519_raw());
  license.issued_at_ms = kIssuedAt;
  license.valid_from_ms = kIssuedAt;
  return license;
}

std::string LicenseMaker::document(const licensing::License& license,
                                   const licensing::Offer& offer) const {
  const Json envelope = licensing::sign_offer(offer, vendor_key).value();
  return licensing::sign_license(license, envelope, market_key).value();
}

std::string LicenseMaker::document(licensing::SeatModel model, std::int64_t seats) const {
  return document(license(model, seats), offer(model));
}

}  // namespace kontor::testing
