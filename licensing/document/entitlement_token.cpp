#include "licensing/document/entitlement_token.hpp"

#include "base/core/json.hpp"
#include "base/crypto/dsse.hpp"
#include "base/crypto/paseto.hpp"

namespace kontor::licensing {

std::string sign_entitlement(const EntitlementStatement& statement, TimeMs issued_at_ms,
                             const crypto::SigningKey& authority_key) {
  const Json payload = {
      {"product", statement.product},       {"feature", statement.feature},
      {"state", statement.state},           {"nonce", statement.nonce},
      {"license_id", statement.license_id}, {"issued_at", to_rfc3339(issued_at_ms)}};
  const Json footer = {{"kid", crypto::key_id(authority_key.public_key())}};
  return crypto::paseto::sign(authority_key, to_text(payload), to_text(footer));
}

}  // namespace kontor::licensing
