#pragma once

#include <string>
#include <vector>

#include "base/crypto/keys.hpp"

namespace kontor::host {

// Each is the hexadecimal public key, or a file that holds it.
Result<std::vector<crypto::PublicKey>> vendor_keys(const std::vector<std::string>& given);
std::string key_text(const crypto::PublicKey& key);

}  // namespace kontor::host
