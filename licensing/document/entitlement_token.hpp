#pragma once

#include <string>
#include <string_view>

#include "base/core/clock.hpp"
#include "base/crypto/keys.hpp"

namespace kontor::licensing {

// What a seat authority says to a plugin that asks: for this one nonce, the state of a
// product or a feature of it.
struct EntitlementStatement {
  std::string product;
  std::string feature;  // Empty: the product itself.
  std::string state;    // licensed, trial
  std::string nonce;
  std::string license_id;  // Of the document that names this authority.
};

// PASETO v4.public without implicit assertion. kontor/license.hpp verifies it in the plugin.
std::string sign_entitlement(const EntitlementStatement& statement, TimeMs issued_at_ms,
                             const crypto::SigningKey& authority_key);

}  // namespace kontor::licensing
