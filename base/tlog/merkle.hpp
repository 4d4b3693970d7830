#pragma once

#include <cstdint>
#include <vector>

#include "base/tlog/hash.hpp"

// Merkle trees of RFC 6962 and RFC 9162 section 2.1. Pure.
namespace kontor::tlog {

// Longest proof of a tree with up to 2^63 leaves.
inline constexpr std::size_t kProofHashesMax = 63;

using Proof = std::vector<Hash>;

// Where the roots of complete subtrees come from: memory, tiles on disk or a server.
class HashReader {
 public:
  virtual ~HashReader() = default;
  // The root of leaves [index * 2^height, (index + 1) * 2^height), all of which exist.
  virtual Result<Hash> read(int height, std::uint64_t index) = 0;
};

// MTH of the first `size` leaves.
Result<Hash> tree_root(HashReader& hashes, std::uint64_t size);

// RFC 9162 section 2.1.3.1. invalid_argument unless index < size.
Result<Proof> make_inclusion_proof(HashReader& hashes, std::uint64_t index, std::uint64_t size);
// RFC 9162 section 2.1.4.1. invalid_argument unless first <= second. Empty for first 0 or equal
// sizes.
Result<Proof> make_consistency_proof(HashReader& hashes, std::uint64_t first, std::uint64_t second);

// RFC 9162 section 2.1.3.2.
bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, const Proof& proof,
                      const Hash& root);
// RFC 9162 section 2.1.4.2; an empty first tree is consistent with every tree.
bool verify_consistency(std::uint64_t first, const Hash& first_root, std::uint64_t second,
                        const Hash& second_root, const Proof& proof);

}  // namespace kontor::tlog
