#pragma once

#include <kontor/op/license_check.hpp>
#include <string>

#include "base/crypto/keys.hpp"

namespace kontor::testing {

// A market that signs with the practice key (practice_key.hpp) and a seat authority with a key
// of its own. kontor/license.hpp believes their answers where the practice key is in
// license.keys of the manifest.
class FakeLicenses {
 public:
  std::string key() const;  // Of the market; hexadecimal.
  op::LicenseCheckResponse answer(const op::LicenseCheckRequest& request,
                                  const std::string& product, const std::string& state) const;

 private:
  static crypto::SigningKey practice_key();
  crypto::SigningKey market_ = practice_key();
  crypto::SigningKey authority_ = crypto::SigningKey::generate();
};

}  // namespace kontor::testing
