#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/result.hpp"

namespace kontor::crypto {

// An item of CBOR (RFC 8949), as authenticators write it: definite lengths, no tags, no floating
// point. What is none of the kinds is refused.
struct Cbor {
  enum class Kind { integer, bytes, text, array, map, boolean, null };
  Kind kind = Kind::null;
  std::int64_t integer = 0;      // 0 or 1 for a boolean.
  std::string bytes = {};        // Of bytes and text.
  std::vector<Cbor> items = {};  // Of an array; of a map each key and its value, in turn.

  // The value of a map's key of the right kind; null if there is none.
  const Cbor* find(std::int64_t key, Kind wanted) const;
  const Cbor* find(std::string_view key, Kind wanted) const;
};

inline constexpr int kCborDepthMax = 8;

// Takes one item off the beginning of `bytes`. invalid_argument for what is cut, nested deeper
// than kCborDepthMax, not of these kinds, not in its shortest form, or has a key twice.
Result<Cbor> take_cbor(std::string_view& bytes);

}  // namespace kontor::crypto
