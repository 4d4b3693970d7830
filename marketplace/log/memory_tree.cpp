#include "marketplace/log/memory_tree.hpp"

#include "base/tlog/tiles.hpp"

namespace kontor::marketplace {

void MemoryTree::append(const tlog::Hash& leaf) {
  tlog::Hash hash = leaf;
  for (std::size_t height = 0;; ++height) {
    if (rows_.size() == height) rows_.emplace_back();
    std::vector<tlog::Hash>& row = rows_[height];
    row.push_back(hash);
    if (row.size() % 2 != 0) return;
    hash = tlog::node_hash(row[row.size() - 2], row.back());
  }
}

void MemoryTree::shrink(std::uint64_t size) {
  for (std::size_t height = 0; height < rows_.size(); ++height)
    rows_[height].resize(size >> height);
}

Result<tlog::Hash> MemoryTree::read(int height, std::uint64_t index) {
  const auto row = static_cast<std::size_t>(height);
  if (row >= rows_.size() || index >= rows_[row].size())
    return Error{ErrorCode::internal, "the tree has no such hash"};
  return rows_[row][index];
}

std::string MemoryTree::tile_bytes(int level, std::uint64_t index, std::uint64_t width) const {
  const auto& row = rows_[static_cast<std::size_t>(level * tlog::kTileHeight)];
  std::string bytes;
  bytes.reserve(width * sizeof(tlog::Hash));
  for (std::uint64_t place = 0; place < width; ++place)
    bytes.append(row[index * tlog::kTileWidth + place].view());
  return bytes;
}

}  // namespace kontor::marketplace
