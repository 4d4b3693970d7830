#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/tlog/tiles.hpp"

// Property: any bytes either are the one path of one tile, with level and width in range and no
// way out of its folder, or are refused. The same bytes as an entry bundle are written back as
// they were, or are refused.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor::tlog;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto tile = parse_tile_path(bytes)) {
    if (tile_path(*tile) != bytes || bytes.find("..") != std::string_view::npos) std::abort();
    if (tile->level < 0 || tile->level > kTileLevelMax) std::abort();
    if (tile->width == 0 || tile->width > kTileWidth) std::abort();
    if (is_within(*tile, 0)) std::abort();
  }
  const std::uint64_t width = size % (kTileWidth + 1);
  if (const auto entries = parse_bundle(bytes, width)) {
    std::string again;
    for (const std::string& entry : *entries) append_to_bundle(again, entry);
    if (again != bytes || entries->size() != width) std::abort();
  }
  return 0;
}
