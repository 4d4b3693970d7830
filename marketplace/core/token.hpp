#pragma once

#include <string>
#include <string_view>

#include "base/core/random.hpp"

namespace kontor::marketplace {

// A bearer token of 256 random bits. Only its hash is kept.
struct Token {
  std::string text = {};  // Secret; told once.
  std::string hash = {};
};

// `prefix` says whose it is when one turns up in the wrong place: "kv_" vendor, "kc_"
// company, "ko_" operator.
Token make_token(Random& random, std::string_view prefix);
std::string token_hash(std::string_view text);

}  // namespace kontor::marketplace
