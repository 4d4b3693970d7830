#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/crypto/keys.hpp"
#include "base/tlog/checkpoint.hpp"
#include "marketplace/log/entry_places.hpp"
#include "marketplace/log/log_folder.hpp"
#include "marketplace/log/memory_tree.hpp"

namespace kontor::marketplace {

// What is signed: the state readers see.
struct LogHead {
  std::uint64_t size = 0;
  std::string checkpoint = {};  // Signed note, with cosignatures.
  TimeMs last_at = 0;
};

// A hash of a release as key of a table.
struct HashOfHash {
  std::size_t operator()(const tlog::Hash& hash) const;
};
using ReleaseIndex = std::unordered_map<tlog::Hash, std::uint64_t, HashOfHash>;

// Puts the entries after `tree`'s leaves on disk: first the bundles, which alone decide what a
// killed process had logged, then the hash tiles, which follow from them.
class LogWriter {
 public:
  explicit LogWriter(LogFolder& folder) : folder_(folder) {}
  // The bundle that is not full yet, as on disk, in a log of `size` entries.
  Status load(std::uint64_t size);
  Status write_entries(std::uint64_t size, const std::vector<std::string>& added);
  // Tiles that changed between the two sizes.
  Status write_hashes(const MemoryTree& tree, std::uint64_t before, std::uint64_t after);
  // Once the checkpoint of `after` is durable: partial tiles that became full.
  void clean(std::uint64_t before, std::uint64_t after);

 private:
  LogFolder& folder_;
  std::string bundle_;
};

// What is found on disk at the start.
struct FoundLog {
  LogHead head;
  MemoryTree tree;
  ReleaseIndex releases;
  EntryPlaces places;
  std::vector<std::string> pending;  // Entries that are durable and not signed yet.
};
Result<FoundLog> find_log(const LogFolder& folder, const tlog::LogPolicy& policy);

}  // namespace kontor::marketplace
