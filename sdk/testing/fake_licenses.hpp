#pragma once

#include <kontor/op/license_check.hpp>
#include <string>

#include "base/crypto/keys.hpp"

namespace kontor::testing {

// A market and a seat authority with keys of their own, whose answers kontor/license.hpp
// believes when the market's key is among those it is given.
class FakeLicenses {
 public:
  std::string key() const;  // Of the market; hexadecimal.
  op::LicenseCheckResponse answer(const op::LicenseCheckRequest& request,
                                  const std::string& product, const std::string& state) const;

 private:
  crypto::SigningKey market_ = crypto::SigningKey::generate();
  crypto::SigningKey authority_ = crypto::SigningKey::generate();
};

}  // namespace kontor::testing
