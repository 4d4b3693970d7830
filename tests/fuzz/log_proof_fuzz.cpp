#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/tlog/offline_proof.hpp"

// Property: any bytes either are an offline proof within the limits or are refused; nothing
// throws or crashes; one that parses is written back as the very same bytes, and whatever its path
// says, no two different leaves are proven at one place under one root.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor::tlog;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto proof = parse_offline_proof(bytes);
  if (!proof) return 0;
  if (to_text(*proof) != bytes || proof->path.size() > kProofHashesMax) std::abort();
  if (verify_offline_proof(*proof, proof->extra, {.origin = "origin"})) std::abort();

  const Hash leaf = leaf_hash(proof->extra), other = leaf_hash(proof->extra + "x");
  const Hash root = proof->path.empty() ? leaf : proof->path.back();
  for (const std::uint64_t tree : {proof->index + 1, proof->index * 2 + 1})
    if (verify_inclusion(leaf, proof->index, tree, proof->path, root) &&
        verify_inclusion(other, proof->index, tree, proof->path, root))
      std::abort();
  if (verify_consistency(proof->index, leaf, proof->index + 1, other, proof->path) &&
      verify_consistency(proof->index, other, proof->index + 1, leaf, proof->path))
    std::abort();
  return 0;
}
