#include <algorithm>
#include <cstdlib>

#include "base/crypto/cbor.hpp"
#include "base/crypto/webauthn.hpp"

// Property: whatever comes as a security key's answers, nothing but an answer to the challenge
// passes; what makes a key gives one with a name; CBOR takes no more than there is. First client
// data, then a line feed, then the attestation or the authenticator's data.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor::crypto;
  static const RelyingParty party{.id = "localhost", .origin = "https://localhost"};
  static const std::string challenge(32, 'c');
  static const PublicKey key = SigningKey::generate().public_key();
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto line = std::min(input.find('\n'), input.size());
  const std::string client(input.substr(0, line));
  const std::string rest(input.substr(std::min(line + 1, input.size())));
  std::string_view left = rest;
  if (take_cbor(left) && left.size() >= rest.size()) std::abort();
  const auto made = check_registration(party, challenge, {client, rest});
  if (made && made->credential_id.empty()) std::abort();
  if (check_assertion(party, challenge, key, 0, {"id", client, rest, std::string(64, 's')})) {
    std::abort();  // Nobody has the key that was just made.
  }
  return 0;
}
