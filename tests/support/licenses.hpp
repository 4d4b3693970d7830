#pragma once

#include <string>

#include "base/crypto/keys.hpp"
#include "licensing/core/offer.hpp"
#include "licensing/document/license_document.hpp"

namespace kontor::testing {

// A market, a vendor and a seat authority with fixed keys, for tests that need licences.
class LicenseMaker {
 public:
  LicenseMaker();

  // The keys to believe: this market's and this vendor's, for the vendor "kontor" only.
  licensing::TrustedKeys trusted() const;

  // Terms with sensible defaults; change what the test is about.
  licensing::Offer offer(licensing::SeatModel model) const;
  licensing::License license(licensing::SeatModel model, std::int64_t seats) const;

  // Signed by vendor and market. Aborts when the terms cannot be signed.
  std::string document(const licensing::License& license, const licensing::Offer& offer) const;
  std::string document(licensing::SeatModel model, std::int64_t seats) const;

  crypto::SigningKey market_key;
  crypto::SigningKey vendor_key;
  crypto::SigningKey authority_key;
};

}  // namespace kontor::testing
