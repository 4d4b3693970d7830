#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/crypto/webauthn.hpp"

namespace kontor::testing {

// A security key in software, as an authenticator and a browser together make its answers
// (Web Authentication, sections 6.1 to 6.5), written apart from what checks them. A test spoils an
// answer by its members.
class SecurityKey {
 public:
  enum class Scheme { es256, eddsa };
  explicit SecurityKey(Scheme scheme);
  ~SecurityKey();
  SecurityKey(const SecurityKey&) = delete;
  SecurityKey& operator=(const SecurityKey&) = delete;

  crypto::KeyRegistration create(const crypto::RelyingParty& party, const std::string& challenge);
  crypto::KeyAssertion sign(const crypto::RelyingParty& party, const std::string& challenge);
  const std::string& credential_id() const { return credential_id_; }

  bool touched = true;        // By its owner.
  bool counts = true;         // Its signatures.
  std::uint32_t counter = 0;  // So far.

 private:
  struct Parts;
  std::string authenticator_data(const crypto::RelyingParty& party, bool with_key);
  std::string signature(const std::string& message) const;

  std::unique_ptr<Parts> parts_;
  std::string credential_id_;
};

std::string client_data(const std::string& type, const std::string& challenge,
                        const std::string& origin);

}  // namespace kontor::testing
