#pragma once

#include <array>
#include <compare>
#include <string>
#include <string_view>

#include "base/core/result.hpp"

namespace kontor::tlog {

// A node of a Merkle tree: SHA-256.
struct Hash {
  std::array<char, 32> bytes = {};
  std::string_view view() const { return {bytes.data(), bytes.size()}; }
  auto operator<=>(const Hash&) const = default;
};

// Exactly 32 bytes, or invalid_argument.
Result<Hash> hash_from_bytes(std::string_view bytes);
// One line of a checkpoint or proof: base64 of exactly 32 bytes.
Result<Hash> hash_from_base64(std::string_view text);
std::string to_base64(const Hash& hash);

// RFC 6962 section 2.1: what keeps a leaf from passing for a node.
Hash leaf_hash(std::string_view entry);               // SHA-256(0x00 || entry)
Hash node_hash(const Hash& left, const Hash& right);  // SHA-256(0x01 || left || right)
Hash empty_root();                                    // SHA-256()

}  // namespace kontor::tlog
