#include <cstdlib>

#include "base/core/bytes.hpp"
#include "base/crypto/jwt.hpp"
#include "base/crypto/keys.hpp"

// Property: whatever a provider sends as key set and token, nothing that the keys of the set did
// not sign gives claims. First a key set, then a line feed, then the token; the key of the fixed
// set is known to nobody.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor;
  static const auto fixed = [] {
    const std::string raw = crypto::SigningKey::generate().public_key().ed25519_raw();
    return *crypto::JwkSet::parse(
        {{"keys", {{{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", base64url_encode(raw)}}}}});
  }();
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto line = std::min(input.find('\n'), input.size());
  const std::string_view token = input.substr(std::min(line + 1, input.size()));
  if (const auto json = parse_json(input.substr(0, line)); json && json->is_object()) {
    if (const auto set = crypto::JwkSet::parse(*json)) static_cast<void>(set->verify(token));
  }
  if (fixed.verify(token)) std::abort();
  return 0;
}
