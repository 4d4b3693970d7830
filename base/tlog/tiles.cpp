#include "base/tlog/tiles.hpp"

#include <algorithm>
#include <bit>
#include <optional>

#include "base/tlog/numbers.hpp"

namespace kontor::tlog {
namespace {

constexpr std::string_view kTileRoot = "tile/";
constexpr std::string_view kEntriesRoot = "entries/";
constexpr std::string_view kPartialMark = ".p/";

Error not_a_tile(std::string_view path) {
  return {ErrorCode::invalid_argument,
          "\"" + std::string(path.substr(0, 80)) + "\" is no tile's path"};
}

// Zero-padded groups of three digits, all but the last prefixed with x.
std::string index_path(std::uint64_t index) {
  std::string path;
  for (bool last = true; last || index > 0; last = false) {
    const std::string digits = std::to_string(1000 + index % 1000).substr(1);
    path = last ? digits : "x" + digits + "/" + path;
    index /= 1000;
  }
  return path;
}

// Digits in any grouping; the caller compares with the one right form.
std::optional<std::uint64_t> index_of(std::string_view path) {
  std::string digits;
  for (const char c : path)
    if (c >= '0' && c <= '9') digits.push_back(c);
  digits.erase(0,
               std::min(digits.find_first_not_of('0'), digits.size() - (digits.empty() ? 0 : 1)));
  return parse_decimal(digits);
}

}  // namespace

std::string tile_path(const Tile& tile) {
  std::string path(kTileRoot);
  path += tile.kind == Tile::Kind::entries ? std::string(kEntriesRoot)
                                           : std::to_string(tile.level) + "/";
  path += index_path(tile.index);
  if (tile.width < kTileWidth) path += std::string(kPartialMark) + std::to_string(tile.width);
  return path;
}

Result<Tile> parse_tile_path(std::string_view path) {
  if (!path.starts_with(kTileRoot)) return not_a_tile(path);
  std::string_view rest = path.substr(kTileRoot.size());
  Tile tile;
  if (rest.starts_with(kEntriesRoot)) {
    tile.kind = Tile::Kind::entries;
    rest.remove_prefix(kEntriesRoot.size());
  } else {
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    const auto level = parse_decimal(rest.substr(0, slash));
    if (!level || *level > kTileLevelMax || slash == rest.size()) return not_a_tile(path);
    tile.level = static_cast<int>(*level);
    rest.remove_prefix(slash + 1);
  }
  const std::size_t mark = rest.find(kPartialMark);
  if (mark != std::string_view::npos) {
    const auto width = parse_decimal(rest.substr(mark + kPartialMark.size()));
    if (!width || *width == 0 || *width >= kTileWidth) return not_a_tile(path);
    tile.width = *width;
  }
  const auto index = index_of(rest.substr(0, mark));
  if (!index) return not_a_tile(path);
  tile.index = *index;
  if (tile_path(tile) != path) return not_a_tile(path);
  return tile;
}

Tile tile_in_tree(Tile::Kind kind, int level, std::uint64_t index, std::uint64_t size) {
  const std::uint64_t hashes = size >> (level * kTileHeight);
  const std::uint64_t before =
      index > hashes / kTileWidth ? hashes : index * kTileWidth;  // No overflow.
  return {kind, level, index, std::min(hashes - before, kTileWidth)};
}

bool is_within(const Tile& tile, std::uint64_t size) {
  return tile.width > 0 &&
         tile.width <= tile_in_tree(tile.kind, tile.level, tile.index, size).width;
}

Result<std::vector<std::string>> parse_bundle(std::string_view bytes, std::uint64_t width) {
  std::vector<std::string> entries;
  entries.reserve(std::min(width, kTileWidth));
  while (!bytes.empty() && entries.size() < width) {
    if (bytes.size() < 2) break;
    const std::size_t length = static_cast<std::size_t>(static_cast<unsigned char>(bytes[0])) << 8 |
                               static_cast<unsigned char>(bytes[1]);
    if (bytes.size() - 2 < length) break;
    entries.emplace_back(bytes.substr(2, length));
    bytes.remove_prefix(2 + length);
  }
  if (!bytes.empty() || entries.size() != width)
    return Error{ErrorCode::invalid_argument,
                 "the bundle does not hold exactly " + std::to_string(width) + " entries"};
  return entries;
}

void append_to_bundle(std::string& bundle, std::string_view entry) {
  bundle.push_back(static_cast<char>(entry.size() >> 8));
  bundle.push_back(static_cast<char>(entry.size() & 0xFF));
  bundle.append(entry);
}

Result<const std::string*> TileReader::tile(int level, std::uint64_t index) {
  const auto known = tiles_.find({level, index});
  if (known != tiles_.end()) return &known->second;
  const Tile wanted = tile_in_tree(Tile::Kind::hashes, level, index, size_);
  if (wanted.width == 0) return Error{ErrorCode::invalid_argument, "the tree has no such tile"};
  std::string bytes = TRY(fetch_(wanted, kTileBytesMax));
  if (bytes.size() != wanted.width * sizeof(Hash))
    return Error{ErrorCode::untrusted,
                 tile_path(wanted) + " has " + std::to_string(bytes.size()) + " bytes instead of " +
                     std::to_string(wanted.width * sizeof(Hash)),
                 R"({"code":"log-bad-tile"})"};
  return &tiles_.emplace(std::pair(level, index), std::move(bytes)).first->second;
}

Result<Hash> TileReader::read(int height, std::uint64_t index) {
  // A tile holds the hashes of height level * 8; those between are hashed from it.
  const int level = height / kTileHeight;
  const int above = height % kTileHeight;
  const std::uint64_t first = index << above;
  const std::string* bytes = TRY(tile(level, first / kTileWidth));
  const std::size_t count = std::size_t{1} << above, offset = first % kTileWidth;
  if ((offset + count) * sizeof(Hash) > bytes->size())
    return Error{ErrorCode::invalid_argument, "the tree has no such hash"};
  std::vector<Hash> row;
  row.reserve(count);
  for (std::size_t place = offset; place < offset + count; ++place)
    row.push_back(
        TRY(hash_from_bytes(std::string_view(*bytes).substr(place * sizeof(Hash), sizeof(Hash)))));
  for (; row.size() > 1; row.resize(row.size() / 2))
    for (std::size_t pair = 0; pair < row.size() / 2; ++pair)
      row[pair] = node_hash(row[2 * pair], row[2 * pair + 1]);
  return row.front();
}

}  // namespace kontor::tlog
