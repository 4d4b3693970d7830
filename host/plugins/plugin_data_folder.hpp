#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include "base/core/result.hpp"

namespace kontor::host {

// The folder a plugin writes its own files to, as the host reads it. The plugin may be at
// work there and mean harm: no link is followed, nothing but plain files is opened, and how
// deep and how long a look goes is bounded. Any thread.
class PluginDataFolder {
 public:
  explicit PluginDataFolder(std::filesystem::path root) : root_(std::move(root)) {}

  bool exists() const;
  // The first kPathsAtOnce paths after `after` in the order of their bytes, relative to the
  // folder. exhausted when there are more than kEntriesMax entries.
  Result<std::set<std::string>> paths_after(std::string_view after) const;
  // At most `length` bytes from `offset` on; fewer only at the end. not_found when it is no
  // plain file any more.
  Result<std::string> read(const std::string& path, std::int64_t offset, std::size_t length) const;

  static constexpr std::size_t kPathsAtOnce = 500;
  static constexpr std::size_t kEntriesMax = 200'000;
  static constexpr int kDepthMax = 32;

 private:
  const std::filesystem::path root_;
};

}  // namespace kontor::host
