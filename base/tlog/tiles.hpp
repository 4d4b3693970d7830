#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/tlog/merkle.hpp"

// C2SP tlog-tiles: the tree as immutable files of 256 hashes, the entries as bundles of 256.
namespace kontor::tlog {

inline constexpr int kTileHeight = 8;
inline constexpr std::uint64_t kTileWidth = 256;
inline constexpr int kTileLevelMax = 7;  // 256^8 leaves are more than a 64-bit size counts.
inline constexpr std::size_t kTileBytesMax = kTileWidth * 32;
inline constexpr std::size_t kEntryBytesMax = 65535;
inline constexpr std::size_t kBundleBytesMax = kTileWidth * (kEntryBytesMax + 2);

// A tile of hashes (level 0 to 7) or a bundle of entries.
struct Tile {
  enum class Kind { hashes, entries };
  Kind kind = Kind::hashes;
  int level = 0;  // 0 for entries.
  std::uint64_t index = 0;
  std::uint64_t width = kTileWidth;  // 1 to 256; below 256 it is partial.

  bool operator==(const Tile&) const = default;
};

// "tile/<L>/<N>[.p/<W>]" or "tile/entries/<N>[.p/<W>]", N in groups of three digits.
std::string tile_path(const Tile& tile);
// Exactly what tile_path makes, else invalid_argument.
Result<Tile> parse_tile_path(std::string_view path);

// The tile of this level and index in a tree of `size` leaves; width 0 if there is none.
Tile tile_in_tree(Tile::Kind kind, int level, std::uint64_t index, std::uint64_t size);
// True if a tree of `size` leaves holds everything the tile speaks of.
bool is_within(const Tile& tile, std::uint64_t size);

// Big-endian uint16 length, then the bytes, for each entry.
Result<std::vector<std::string>> parse_bundle(std::string_view bytes, std::uint64_t width);
void append_to_bundle(std::string& bundle, std::string_view entry);

// Reads hashes of a tree of `size` leaves out of its tiles; keeps what it fetched. untrusted for
// a tile of another length than its width says. What it answers is only as true as the tiles:
// check the proof that is made of it against signed roots. One thread.
class TileReader final : public HashReader {
 public:
  // Answers the bytes of a tile (exhausted when longer than `bytes_max`).
  using Fetch = std::function<Result<std::string>(const Tile& tile, std::size_t bytes_max)>;
  TileReader(std::uint64_t size, Fetch fetch) : size_(size), fetch_(std::move(fetch)) {}
  Result<Hash> read(int height, std::uint64_t index) override;

 private:
  Result<const std::string*> tile(int level, std::uint64_t index);

  std::uint64_t size_;
  Fetch fetch_;
  std::map<std::pair<int, std::uint64_t>, std::string> tiles_;
};

}  // namespace kontor::tlog
