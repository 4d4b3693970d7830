#include "marketplace/core/token.hpp"

#include "base/core/bytes.hpp"
#include "base/crypto/hash.hpp"

namespace kontor::marketplace {

Token make_token(Random& random, std::string_view prefix) {
  constexpr std::size_t kTokenBytes = 32;
  Token token{.text = std::string(prefix) + base64url_encode(random.bytes(kTokenBytes)),
              .hash = {}};
  token.hash = token_hash(token.text);
  return token;
}

std::string token_hash(std::string_view text) { return crypto::sha256_hex(text); }

}  // namespace kontor::marketplace
