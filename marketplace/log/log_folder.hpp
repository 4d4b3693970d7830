#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/core/result.hpp"
#include "base/tlog/tiles.hpp"
#include "marketplace/log/entry_places.hpp"

namespace kontor::marketplace {

// The files of one log: `checkpoint` and `tile/…`. Each write is durable before it answers.
// Holds the folder's lock. One writer.
class LogFolder {
 public:
  // Makes the folder if it is missing; unavailable if another process holds it.
  static Result<std::unique_ptr<LogFolder>> open(const std::filesystem::path& folder);
  LogFolder(std::filesystem::path folder, int lock) : folder_(std::move(folder)), lock_(lock) {}
  ~LogFolder();
  LogFolder(const LogFolder&) = delete;
  LogFolder& operator=(const LogFolder&) = delete;

  // not_found before the first one.
  Result<std::string> read_checkpoint() const;
  Status write_checkpoint(const std::string& note);

  Result<std::string> read_tile(const tlog::Tile& tile) const;
  // The entries of the bundle at `index`, at least `width` of them.
  Result<std::vector<std::string>> read_entries(std::uint64_t index, std::uint64_t width) const;
  // One entry of a log of `size`, which lies at `place` in its bundle.
  Result<std::string> read_entry(std::uint64_t index, std::uint64_t size,
                                 EntryPlaces::Place place) const;
  Status write_tile(const tlog::Tile& tile, const std::string& bytes);
  // Several at once; which of them are there after a power cut is not said.
  Status write_tiles(const std::vector<std::pair<tlog::Tile, std::string>>& tiles);
  // Removes the partial forms of a tile whose full form is there.
  void remove_partials(const tlog::Tile& full);
  // The widest form of a bundle that is there; 0 if none is.
  std::uint64_t widest_bundle(std::uint64_t index) const;

  std::filesystem::path tile_file(const tlog::Tile& tile) const {
    return folder_ / tlog::tile_path(tile);
  }

 private:
  Status make_parents(const std::filesystem::path& file);

  std::filesystem::path folder_;
  int lock_;
};

}  // namespace kontor::marketplace
