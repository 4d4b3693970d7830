#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/json.hpp"
#include "base/crypto/keys.hpp"
#include "licensing/core/license.hpp"
#include "licensing/core/offer.hpp"

namespace kontor::licensing {

// Whose signatures are believed. Both functions are called from any thread and answer
// from metadata the caller already trusts (TUF targets), so a stolen key can be withdrawn.
struct TrustedKeys {
  // The market's licence key with this id; untrusted if there is none.
  std::function<Result<crypto::PublicKey>(std::string_view kid)> license_key;
  // Keys with which this vendor countersigns offers.
  std::function<Result<std::vector<crypto::PublicKey>>(std::string_view vendor)> vendor_keys;
};

inline constexpr std::string_view kOfferPayloadType = "application/vnd.kontor.offer+json";

// An offer as the vendor signs it: DSSE over canonical JSON.
Result<Json> sign_offer(const Offer& offer, const crypto::SigningKey& vendor_key);
Result<Offer> verify_offer(const Json& envelope, const std::vector<crypto::PublicKey>& vendor_keys);

// The licence document: PASETO v4.public over JSON, footer {"kid": …}. `offer` is the
// vendor's envelope, frozen into the document. Member by member in licensing/README.md.
Result<std::string> sign_license(const License& license, const Json& offer,
                                 const crypto::SigningKey& license_key);

// The licence, if the document is signed by a known key, its offer by the vendor of the
// product, and both say the same (model, product, times, features of the offer). Else
// untrusted; invalid_argument for a form this program does not know. Codes:
// `malformed-document`, `unknown-key`, `bad-signature`, `invalid-license`,
// `offer-not-countersigned`, `not-what-was-offered`. Does not look at the clock: check_usable does.
Result<License> verify_license(std::string_view token, const TrustedKeys& keys);

}  // namespace kontor::licensing
