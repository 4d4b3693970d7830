#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <string>

#include "sdk/package/picture.hpp"

// PNG, third edition (W3C), sections 5 and 11.
namespace kontor::package {
namespace {

constexpr std::string_view kPngSignature = "\x89PNG\r\n\x1a\n";
constexpr std::size_t kChunkFrame = 12;  // Length, type and CRC.
constexpr std::size_t kHeaderBytes = 13;
constexpr std::uint32_t kSideMax = 1U << 24;

// Chunks that only say how pixels are meant, and how long each may be.
struct PlainChunk {
  std::string_view type;
  std::size_t bytes_max;
};
constexpr std::array<PlainChunk, 8> kPlainChunks = {{{"PLTE", 768},
                                                     {"tRNS", 256},
                                                     {"gAMA", 4},
                                                     {"cHRM", 32},
                                                     {"sRGB", 1},
                                                     {"sBIT", 4},
                                                     {"bKGD", 6},
                                                     {"pHYs", 9}}};

Error no_png(const std::string& why) { return {ErrorCode::invalid_argument, "the PNG " + why}; }

std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (int at = 0; at < 4; ++at)
    value = value << 8U | static_cast<unsigned char>(bytes[static_cast<std::size_t>(at)]);
  return value;
}

struct PngChunk {
  std::string_view type, data;
};

// The chunk at the start of `rest`, which is then behind it.
Result<PngChunk> next_chunk(std::string_view& rest) {
  if (rest.size() < kChunkFrame) return no_png("is cut off");
  const std::uint32_t size = big_endian(rest);
  if (size > rest.size() - kChunkFrame) return no_png("is cut off");
  const PngChunk chunk{rest.substr(4, 4), rest.substr(8, size)};
  const auto crc = ::crc32_z(0, reinterpret_cast<const Bytef*>(chunk.type.data()), size + 4);
  if (crc != big_endian(rest.substr(8 + size))) return no_png("is damaged: a chunk's CRC is wrong");
  rest.remove_prefix(kChunkFrame + size);
  return chunk;
}

bool is_depth(int colours, int depth) {
  switch (colours) {
    case 0:
      return depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
    case 3:
      return depth == 1 || depth == 2 || depth == 4 || depth == 8;
    case 2:
    case 4:
    case 6:
      return depth == 8 || depth == 16;
    default:
      return false;
  }
}

Result<Picture> read_header(const PngChunk& chunk) {
  if (chunk.type != "IHDR" || chunk.data.size() != kHeaderBytes)
    return no_png("does not begin with its header");
  const std::uint32_t width = big_endian(chunk.data), height = big_endian(chunk.data.substr(4));
  if (width == 0 || height == 0 || width > kSideMax || height > kSideMax)
    return no_png("has no size a picture can have");
  const auto field = [&](std::size_t at) { return static_cast<unsigned char>(chunk.data[at]); };
  if (!is_depth(field(9), field(8)) || field(10) != 0 || field(11) != 0 || field(12) > 1)
    return no_png("has a header that says nothing a reader knows");
  return Picture{Picture::Format::png, static_cast<int>(width), static_cast<int>(height)};
}

std::string shown(std::string_view type) {
  std::string text(type);
  for (char& c : text)
    if (c < '!' || c > '~') c = '?';
  return text;
}

// Of a chunk that is neither header, data nor end.
Status check_plain(const PngChunk& chunk) {
  if (chunk.type == "acTL" || chunk.type == "fcTL" || chunk.type == "fdAT")
    return no_png("moves; a screenshot stands still");
  for (const PlainChunk& plain : kPlainChunks) {
    if (chunk.type != plain.type) continue;
    if (chunk.data.size() <= plain.bytes_max) return ok();
    return no_png("has a chunk " + shown(chunk.type) + " that is too long");
  }
  return no_png("has a chunk " + shown(chunk.type) +
                ", which may hold more than the picture; save it without metadata");
}

}  // namespace

bool is_png(std::string_view bytes) { return bytes.starts_with(kPngSignature); }

Result<Picture> read_png(std::string_view bytes) {
  std::string_view rest = bytes.substr(std::min(bytes.size(), kPngSignature.size()));
  const PngChunk header = TRY(next_chunk(rest));
  const Picture picture = TRY(read_header(header));
  std::set<std::string_view> seen = {"IHDR"};
  std::string_view before;
  while (true) {
    const PngChunk chunk = TRY(next_chunk(rest));
    const bool first = seen.insert(chunk.type).second;
    if (chunk.type == "IDAT") {
      if (!first && before != "IDAT") return no_png("has its data in pieces with others between");
    } else if (!first) {
      return no_png("has a chunk " + shown(chunk.type) + " twice");
    } else if (chunk.type == "IEND") {
      if (!chunk.data.empty() || !rest.empty()) return no_png("has bytes after its end");
      if (!seen.contains("IDAT")) return no_png("holds no picture");
      return picture;
    } else {
      TRY(check_plain(chunk));
    }
    before = chunk.type;
  }
}

}  // namespace kontor::package
