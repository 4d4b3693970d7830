#pragma once

#include <string>
#include <string_view>

#include "base/core/json.hpp"
#include "base/crypto/keys.hpp"

namespace kontor::crypto::paseto {

// PASETO v4.public (paseto-spec, Version4, Sign/Verify). `implicit` is the implicit assertion.
std::string sign(const SigningKey& key, std::string_view payload, std::string_view footer = {},
                 std::string_view implicit = {});

struct Opened {
  std::string payload;
  std::string footer;
};
// untrusted unless header, footer form, implicit assertion and signature all fit.
// Tokens over 64 KiB are refused.
Result<Opened> verify(const PublicKey& key, std::string_view token, std::string_view implicit = {});

// The footer before verification, only to choose a key by its `kid`.
Result<std::string> peek_footer(std::string_view token);

}  // namespace kontor::crypto::paseto
