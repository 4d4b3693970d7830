#include "base/crypto/canonical_json.hpp"
#include "base/crypto/dsse.hpp"
#include "licensing/document/license_document.hpp"

namespace kontor::licensing {

Result<Json> sign_offer(const Offer& offer, const crypto::SigningKey& vendor_key) {
  const Json json = to_json(offer);
  TRY(parse_offer(json));
  const std::string payload = TRY(crypto::canonical_json(json));
  return crypto::dsse_sign(kOfferPayloadType, payload, vendor_key);
}

Result<Offer> verify_offer(const Json& envelope,
                           const std::vector<crypto::PublicKey>& vendor_keys) {
  const std::string payload = TRY(crypto::dsse_verify(envelope, kOfferPayloadType, vendor_keys));
  const Json json = TRY(parse_json(payload, {.bytes_max = 16384, .depth_max = 4}));
  return parse_offer(json);
}

}  // namespace kontor::licensing
