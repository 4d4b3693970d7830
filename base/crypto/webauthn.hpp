#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/core/result.hpp"
#include "base/crypto/keys.hpp"

// What a server checks of a security key (W3C Web Authentication, Level 2, sections 7.1 and 7.2),
// without the challenges it gave and the keys it knows, which are its caller's. ES256 and EdDSA;
// attestation is not asked for and not judged. Byte strings are raw.
namespace kontor::crypto {

// The service as browsers know it.
struct RelyingParty {
  std::string id;      // Its host name: "crm.example.com".
  std::string origin;  // "https://crm.example.com"; with the port unless it is the scheme's.
};

// What the browser signed for: collectedClientData of section 5.8.1.
struct ClientData {
  std::string type;
  std::string challenge;  // Raw.
  std::string origin;
  bool cross_origin = false;
};
Result<ClientData> read_client_data(std::string_view json);

struct KeyRegistration {
  std::string client_data;  // clientDataJSON
  std::string attestation;  // attestationObject
};

struct RegisteredKey {
  std::string credential_id;
  PublicKey key;
  std::int64_t counter = 0;
};

// unauthenticated, with a code `security-key-refused`, for whatever is not as it should be.
Result<RegisteredKey> check_registration(const RelyingParty& party, std::string_view challenge,
                                         const KeyRegistration& made);

struct KeyAssertion {
  std::string credential_id;
  std::string client_data;
  std::string authenticator_data;
  std::string signature;
};

// The key's new counter. Refused like a registration, and when the counter does not grow: then
// there may be a copy of the key. 0 stands for a key that does not count.
Result<std::int64_t> check_assertion(const RelyingParty& party, std::string_view challenge,
                                     const PublicKey& key, std::int64_t counter,
                                     const KeyAssertion& given);

}  // namespace kontor::crypto
