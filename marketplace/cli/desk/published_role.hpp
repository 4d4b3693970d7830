#pragma once

#include <string>

#include "base/crypto/keys.hpp"
#include "marketplace/cli/desk/desk.hpp"

namespace kontor::marketplace {

// The present signed metadata of a role as the market shows it; empty if it was never
// published. Somebody about to sign the next version checks first, with signed_by(), that the
// present one is his own: a market must not get a signature under what it made up.
Result<std::string> published_role(Desk& desk, const std::string& role);

// untrusted unless `key` signed this metadata.
Status signed_by(const std::string& signed_json, const crypto::PublicKey& key);

}  // namespace kontor::marketplace
