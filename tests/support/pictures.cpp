#include "tests/support/pictures.hpp"

#include <zlib.h>

namespace kontor::testing {
namespace {

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes.push_back(static_cast<char>(value >> static_cast<unsigned>(shift) & 0xffU));
  return bytes;
}

std::string little_endian(std::uint32_t value) {
  const std::string bytes = big_endian(value);
  return {bytes.rbegin(), bytes.rend()};
}

std::string packed(const std::string& bytes) {
  uLongf size = ::compressBound(static_cast<uLong>(bytes.size()));
  std::string out(size, '\0');
  ::compress(reinterpret_cast<Bytef*>(out.data()), &size,
             reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uLong>(bytes.size()));
  out.resize(size);
  return out;
}

// Eight bits of grey a pixel; each row begins with its filter.
std::string png_around(std::uint32_t width, std::uint32_t height, const std::string& extra) {
  const std::string head = big_endian(width) + big_endian(height) + std::string("\x08\0\0\0\0", 5);
  const std::string row = '\0' + std::string(width, '\xc0');
  std::string rows;
  for (std::uint32_t at = 0; at < height; ++at) rows += row;
  return "\x89PNG\r\n\x1a\n" + png_chunk("IHDR", head) + extra + png_chunk("IDAT", packed(rows)) +
         png_chunk("IEND", "");
}

}  // namespace

std::string png(std::uint32_t width, std::uint32_t height) { return png_around(width, height, ""); }

std::string png_with(std::string_view type, std::string_view data, std::uint32_t width,
                     std::uint32_t height) {
  return png_around(width, height, png_chunk(type, data));
}

std::string png_chunk(std::string_view type, std::string_view data) {
  const std::string body = std::string(type) + std::string(data);
  const auto crc = ::crc32_z(0, reinterpret_cast<const Bytef*>(body.data()), body.size());
  return big_endian(static_cast<std::uint32_t>(data.size())) + body +
         big_endian(static_cast<std::uint32_t>(crc));
}

std::string webp(std::uint32_t width, std::uint32_t height) {
  return webp_file(webp_chunk("VP8L", lossless_stream(width, height)));
}

std::string webp_file(std::string_view chunks) {
  return "RIFF" + little_endian(static_cast<std::uint32_t>(chunks.size()) + 4) + "WEBP" +
         std::string(chunks);
}

std::string webp_chunk(std::string_view type, std::string_view data) {
  return std::string(type) + little_endian(static_cast<std::uint32_t>(data.size())) +
         std::string(data) + std::string(data.size() % 2, '\0');
}

std::string lossless_stream(std::uint32_t width, std::uint32_t height) {
  return "\x2f" + little_endian((width - 1) | (height - 1) << 14U) + "pixels";
}

}  // namespace kontor::testing
