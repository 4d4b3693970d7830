#include <cstdint>
#include <string>

#include "sdk/package/picture.hpp"

// RFC 9649: the container (section 2), the lossless header (3.4); RFC 6386, 9.1, the lossy one.
namespace kontor::package {
namespace {

constexpr std::size_t kRiffBytes = 12;  // "RIFF", size, "WEBP"
constexpr std::size_t kChunkHead = 8;
constexpr std::size_t kExtendedBytes = 10;
constexpr unsigned kAlpha = 0x10, kAnimation = 0x02;

Error no_webp(const std::string& why) { return {ErrorCode::invalid_argument, "the WebP " + why}; }

std::uint32_t little_endian(std::string_view bytes, int count) {
  std::uint32_t value = 0;
  for (int at = count; at-- > 0;)
    value = value << 8U | static_cast<unsigned char>(bytes[static_cast<std::size_t>(at)]);
  return value;
}

struct WebpChunk {
  std::string_view type, data;
};

Result<WebpChunk> next_piece(std::string_view& rest) {
  if (rest.size() < kChunkHead) return no_webp("is cut off");
  const std::size_t size = little_endian(rest.substr(4), 4);
  const std::size_t padded = size + size % 2;
  if (padded > rest.size() - kChunkHead) return no_webp("is cut off");
  if (padded != size && rest[kChunkHead + size] != '\0')
    return no_webp("is damaged: it is filled up with something");
  const WebpChunk chunk{rest.substr(0, 4), rest.substr(kChunkHead, size)};
  rest.remove_prefix(kChunkHead + padded);
  return chunk;
}

Picture webp_of(std::uint32_t width, std::uint32_t height) {
  return {Picture::Format::webp, static_cast<int>(width), static_cast<int>(height)};
}

// A key frame that is shown; what the decoder makes larger afterwards does not count.
Result<Picture> read_lossy(std::string_view data) {
  constexpr std::size_t kFrameHead = 10;
  if (data.size() < kFrameHead) return no_webp("is cut off");
  const std::uint32_t tag = little_endian(data, 3);
  const bool key_frame = (tag & 1U) == 0, is_shown = (tag >> 4U & 1U) == 1;
  if (!key_frame || !is_shown || data.substr(3, 3) != "\x9d\x01\x2a")
    return no_webp("holds no picture");
  const std::uint32_t width = little_endian(data.substr(6), 2) & 0x3fffU;
  const std::uint32_t height = little_endian(data.substr(8), 2) & 0x3fffU;
  if (width == 0 || height == 0) return no_webp("has no size a picture can have");
  return webp_of(width, height);
}

Result<Picture> read_lossless(std::string_view data) {
  constexpr std::size_t kStreamHead = 5;
  if (data.size() < kStreamHead) return no_webp("is cut off");
  const std::uint32_t head = little_endian(data.substr(1), 4);
  if (data.front() != '\x2f' || head >> 29U != 0) return no_webp("holds no picture");
  return webp_of((head & 0x3fffU) + 1, (head >> 14U & 0x3fffU) + 1);
}

Result<Picture> read_pixels(const WebpChunk& chunk) {
  if (chunk.type == "VP8 ") return read_lossy(chunk.data);
  if (chunk.type == "VP8L") return read_lossless(chunk.data);
  return no_webp("has a part that may hold more than the picture; save it without metadata");
}

// The extended form: flags and size first, transparency, pixels; nothing else is let in.
Result<Picture> read_extended(std::string_view head, std::string_view& rest) {
  if (head.size() != kExtendedBytes) return no_webp("is damaged: its header has another length");
  const std::uint32_t flags = little_endian(head, 4);
  if ((flags & kAnimation) != 0) return no_webp("moves; a screenshot stands still");
  if ((flags & ~kAlpha) != 0)
    return no_webp("has a profile, EXIF or XMP in it; save it without metadata");
  WebpChunk chunk = TRY(next_piece(rest));
  if (chunk.type == "ALPH" && flags == kAlpha) chunk = TRY(next_piece(rest));
  const Picture picture = TRY(read_pixels(chunk));
  if (little_endian(head.substr(4), 3) + 1 != static_cast<std::uint32_t>(picture.width) ||
      little_endian(head.substr(7), 3) + 1 != static_cast<std::uint32_t>(picture.height))
    return no_webp("says another size than its picture has");
  return picture;
}

}  // namespace

bool is_webp(std::string_view bytes) {
  return bytes.size() >= kRiffBytes && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP";
}

Result<Picture> read_webp(std::string_view bytes) {
  if (!is_webp(bytes)) return no_webp("does not begin as one");
  if (little_endian(bytes.substr(4), 4) != bytes.size() - kChunkHead)
    return no_webp("has bytes after its end, or is cut off");
  std::string_view rest = bytes.substr(kRiffBytes);
  const WebpChunk first = TRY(next_piece(rest));
  const Picture picture =
      TRY(first.type == "VP8X" ? read_extended(first.data, rest) : read_pixels(first));
  if (!rest.empty())
    return no_webp("has a part that may hold more than the picture; save it without metadata");
  return picture;
}

Result<Picture> read_picture(std::string_view bytes) {
  if (is_png(bytes)) return read_png(bytes);
  if (is_webp(bytes)) return read_webp(bytes);
  return Error{ErrorCode::invalid_argument,
               "it is neither PNG nor WebP, whatever its name says; save it as one of the two"};
}

}  // namespace kontor::package
