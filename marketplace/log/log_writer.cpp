#include "marketplace/log/head.hpp"

namespace kontor::marketplace {
namespace {

using tlog::kTileWidth;

// Calls `visit` with every hash tile that holds something between the two sizes.
template <typename Visit>
Status for_changed_tiles(std::uint64_t before, std::uint64_t after, const Visit& visit) {
  for (int level = 0; level <= tlog::kTileLevelMax; ++level) {
    const int shift = level * tlog::kTileHeight;
    const std::uint64_t from = before >> shift, to = after >> shift;
    if (from == to) return ok();
    for (std::uint64_t index = from / kTileWidth; index * kTileWidth < to; ++index)
      TRY(visit(tlog::tile_in_tree(tlog::Tile::Kind::hashes, level, index, after)));
  }
  return ok();
}

}  // namespace

Status LogWriter::load(std::uint64_t size) {
  bundle_.clear();
  if (size % kTileWidth == 0) return ok();
  const auto entries = TRY(folder_.read_entries(size / kTileWidth, size % kTileWidth));
  for (std::uint64_t place = 0; place < size % kTileWidth; ++place)
    tlog::append_to_bundle(bundle_, entries[place]);
  return ok();
}

Status LogWriter::write_entries(std::uint64_t size, const std::vector<std::string>& added) {
  for (std::size_t next = 0; next < added.size();) {
    const std::uint64_t index = size / kTileWidth;
    if (size % kTileWidth == 0) bundle_.clear();
    do {
      tlog::append_to_bundle(bundle_, added[next++]);
      ++size;
    } while (next < added.size() && size % kTileWidth != 0);
    TRY(folder_.write_tile(tlog::tile_in_tree(tlog::Tile::Kind::entries, 0, index, size), bundle_));
  }
  return ok();
}

Status LogWriter::write_hashes(const MemoryTree& tree, std::uint64_t before, std::uint64_t after) {
  // In any order: they follow from the entries, which are durable.
  std::vector<std::pair<tlog::Tile, std::string>> changed;
  TRY(for_changed_tiles(before, after, [&](const tlog::Tile& tile) -> Status {
    changed.emplace_back(tile, tree.tile_bytes(tile.level, tile.index, tile.width));
    return ok();
  }));
  return folder_.write_tiles(changed);
}

void LogWriter::clean(std::uint64_t before, std::uint64_t after) {
  static_cast<void>(for_changed_tiles(before, after, [&](tlog::Tile tile) -> Status {
    if (tile.width < kTileWidth) return ok();
    folder_.remove_partials(tile);
    if (tile.level > 0) return ok();
    tile.kind = tlog::Tile::Kind::entries;
    folder_.remove_partials(tile);
    return ok();
  }));
}

}  // namespace kontor::marketplace
