#include <algorithm>
#include <cstring>

#include "base/core/bytes.hpp"
#include "marketplace/log/entry.hpp"
#include "marketplace/log/head.hpp"

namespace kontor::marketplace {
namespace {

using tlog::kTileWidth;

Error broken_log(const std::string& why) {
  return {ErrorCode::untrusted, "the transparency log on disk is damaged: " + why};
}

// The tree of the checkpoint out of its level 0 tiles; the signed root proves them.
Status load_tree(const LogFolder& folder, const tlog::Checkpoint& checkpoint, MemoryTree& tree) {
  for (std::uint64_t index = 0; index * kTileWidth < checkpoint.size; ++index) {
    const auto tile = tlog::tile_in_tree(tlog::Tile::Kind::hashes, 0, index, checkpoint.size);
    const std::string bytes = TRY(folder.read_tile(tile));
    if (bytes.size() != tile.width * sizeof(tlog::Hash))
      return broken_log(tlog::tile_path(tile) + " has another length");
    for (std::uint64_t place = 0; place < tile.width; ++place) {
      tlog::Hash leaf;
      std::memcpy(leaf.bytes.data(), bytes.data() + place * sizeof leaf, sizeof leaf);
      tree.append(leaf);
    }
  }
  const tlog::Hash root = TRY(tlog::tree_root(tree, checkpoint.size));
  if (root != checkpoint.root) return broken_log("its tiles do not give the signed root");
  return ok();
}

Status remember(std::string_view entry, std::uint64_t index, ReleaseIndex& releases) {
  const std::string_view hash = release_hash(entry);
  if (hash.empty()) return ok();
  const std::string bytes = TRY(hex_decode(hash));
  releases.emplace(TRY(tlog::hash_from_bytes(bytes)), index);
  return ok();
}

// Entries from the checkpoint's size on whose bundles are durable: a process was killed before
// it signed them. They must be logged as they stand, since their tiles may have been signed.
Result<std::vector<std::string>> pending_entries(const LogFolder& folder, std::uint64_t size) {
  std::vector<std::string> pending;
  for (std::uint64_t index = size / kTileWidth;; ++index) {
    const std::uint64_t width = folder.widest_bundle(index), known = size % kTileWidth;
    if (width <= known) return pending;
    auto entries = TRY(folder.read_entries(index, width));
    pending.reserve(pending.size() + width - known);
    for (std::uint64_t place = known; place < width; ++place)
      pending.push_back(std::move(entries[place]));
    size += width - known;
    if (width < kTileWidth) return pending;
  }
}

}  // namespace

Result<FoundLog> find_log(const LogFolder& folder, const tlog::LogPolicy& policy) {
  FoundLog found;
  const auto note = folder.read_checkpoint();
  if (!note && note.error().code != ErrorCode::not_found) return note.error();
  if (note) {
    const tlog::Checkpoint checkpoint = TRY(tlog::open_checkpoint(*note, policy));
    TRY(load_tree(folder, checkpoint, found.tree));
    found.head = {.size = checkpoint.size, .checkpoint = *note};
  }
  std::string last;
  for (std::uint64_t first = 0; first < found.head.size; first += kTileWidth) {
    const std::uint64_t width = std::min(found.head.size - first, kTileWidth);
    const auto entries = TRY(folder.read_entries(first / kTileWidth, width));
    for (std::uint64_t place = 0; place < width; ++place) {
      TRY(remember(entries[place], first + place, found.releases));
      found.places.append(entries[place].size());
    }
    last = entries[width - 1];
  }
  if (!last.empty()) found.head.last_at = log_entry_time(TRY(parse_log_entry(last)));
  found.pending = TRY(pending_entries(folder, found.head.size));
  return found;
}

}  // namespace kontor::marketplace
