#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/crypto/dsse.hpp"
#include "base/crypto/paseto.hpp"

// Property: no bytes are taken for a token or an envelope of a key that never signed; nothing
// throws or crashes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor;
  static const crypto::PublicKey key = crypto::SigningKey::generate().public_key();
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);

  (void)crypto::paseto::peek_footer(bytes);
  if (crypto::paseto::verify(key, bytes)) std::abort();
  if (const auto envelope = parse_json(bytes))
    if (crypto::dsse_verify(*envelope, "application/json", {key})) std::abort();
  return 0;
}
