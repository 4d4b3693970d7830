#include "marketplace/cli/log/audit.hpp"

#include <map>

#include "base/tlog/merkle.hpp"
#include "marketplace/cli/log/progress.hpp"
#include "marketplace/log/entry.hpp"
#include "marketplace/log/memory_tree.hpp"

namespace kontor::marketplace {
namespace {

using tlog::kTileWidth;

Error wrong_at(std::uint64_t index, const std::string& why) {
  return {ErrorCode::untrusted, "entry " + std::to_string(index) + ": " + why};
}

Error wrong_tile(const tlog::Tile& tile, const std::string& why) {
  return {ErrorCode::untrusted, tlog::tile_path(tile) + " " + why};
}

// What the entries say, read from first to last.
class Story {
 public:
  explicit Story(const EntryVisitor& visit) : visit_(visit) {}
  Status add(std::uint64_t index, const std::string& bytes) {
    const auto entry = parse_log_entry(bytes);
    if (!entry) return wrong_at(index, entry.error().message);
    const TimeMs at = log_entry_time(*entry);
    if (at < last_at_) return wrong_at(index, "its time lies before the entry before it");
    last_at_ = at;
    const std::string time = entry->value("at", ""), type = entry->value("type", "");
    if (first_.empty()) first_ = time;
    last_ = time;
    ++types_[type];
    if (visit_) visit_(index, *entry);
    return type == "release" ? add_release(index, *entry) : ok();
  }
  Json json() const { return {{"entries", types_}, {"first", first_}, {"last", last_}}; }

 private:
  // One version is one file for ever.
  Status add_release(std::uint64_t index, const Json& entry) {
    const std::string target = entry.value("target", ""), sha256 = entry.value("sha256", "");
    const auto [known, is_new] = released_.emplace(target, sha256);
    if (is_new) return ok();
    return wrong_at(index, known->second == sha256
                               ? target + " is in the log twice"
                               : target + " was released before with other bytes");
  }

  const EntryVisitor& visit_;
  TimeMs last_at_ = 0;
  std::string first_, last_;
  std::map<std::string, std::uint64_t> types_;
  std::map<std::string, std::string> released_;
};

Status read_entries(LogSource& source, std::uint64_t size, Story& story, MemoryTree& tree) {
  Progress progress("entries", size);
  for (std::uint64_t first = 0; first < size; first += kTileWidth) {
    const auto tile = tlog::tile_in_tree(tlog::Tile::Kind::entries, 0, first / kTileWidth, size);
    const std::string bytes = TRY(source.tile(tile));
    const auto entries = tlog::parse_bundle(bytes, tile.width);
    if (!entries) return wrong_tile(tile, "is no bundle: " + entries.error().message);
    for (std::uint64_t place = 0; place < tile.width; ++place) {
      TRY(story.add(first + place, (*entries)[place]));
      tree.append(tlog::leaf_hash((*entries)[place]));
    }
    progress.at(first + tile.width);
  }
  return ok();
}

// Every tile a log of this size must serve holds the hashes of the entries.
Status check_tiles(LogSource& source, std::uint64_t size, const MemoryTree& tree) {
  Progress progress("tiles", size / kTileWidth);
  for (int level = 0; level <= tlog::kTileLevelMax; ++level)
    for (std::uint64_t index = 0;; ++index) {
      const auto tile = tlog::tile_in_tree(tlog::Tile::Kind::hashes, level, index, size);
      if (tile.width == 0) break;
      const std::string bytes = TRY(source.tile(tile));
      if (bytes != tree.tile_bytes(level, index, tile.width))
        return wrong_tile(tile, "does not hold the hashes of the log's entries");
      if (level == 0) progress.at(index);
    }
  return ok();
}

Status check_root(MemoryTree& tree, const tlog::Checkpoint& checkpoint, const char* which) {
  const tlog::Hash root = TRY(tlog::tree_root(tree, checkpoint.size));
  if (root == checkpoint.root) return ok();
  return Error{ErrorCode::untrusted, "the first " + std::to_string(checkpoint.size) +
                                         " entries do not give the root of " + which};
}

}  // namespace

Result<Json> audit_log(LogSource& source, const tlog::LogPolicy& policy,
                       const std::optional<std::string>& earlier, const EntryVisitor& visit) {
  const std::string note = TRY(source.checkpoint());
  const tlog::Checkpoint head = TRY(tlog::open_checkpoint(note, policy));
  std::optional<tlog::Checkpoint> before;
  if (earlier) before = TRY(tlog::open_checkpoint(*earlier, policy));
  if (before && before->size > head.size)
    return Error{ErrorCode::untrusted, "the log went back from " + std::to_string(before->size) +
                                           " entries to " + std::to_string(head.size)};
  Story story(visit);
  MemoryTree tree;
  TRY(read_entries(source, head.size, story, tree));
  TRY(check_root(tree, head, "its checkpoint"));
  if (before) TRY(check_root(tree, *before, "the earlier checkpoint: the log's past was changed"));
  TRY(check_tiles(source, head.size, tree));

  Json found = story.json();
  found["origin"] = head.origin;
  found["size"] = head.size;
  found["root"] = tlog::to_base64(head.root);
  if (before) found["earlier"] = before->size;
  found["checkpoint"] = note;
  return found;
}

}  // namespace kontor::marketplace
