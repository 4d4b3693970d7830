#pragma once

#include <vector>

#include "base/tlog/merkle.hpp"

namespace kontor::marketplace {

// The root of every complete subtree, in memory: 64 bytes a leaf. Not thread-safe.
class MemoryTree final : public tlog::HashReader {
 public:
  void append(const tlog::Hash& leaf);
  // Forgets the leaves from `size` on.
  void shrink(std::uint64_t size);
  std::uint64_t size() const { return rows_.empty() ? 0 : rows_.front().size(); }
  Result<tlog::Hash> read(int height, std::uint64_t index) override;
  // The hashes a tile of this level holds, as bytes.
  std::string tile_bytes(int level, std::uint64_t index, std::uint64_t width) const;

 private:
  std::vector<std::vector<tlog::Hash>> rows_;  // By height.
};

}  // namespace kontor::marketplace
