#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kontor::testing {

// A PNG of one colour that any reader shows.
std::string png(std::uint32_t width, std::uint32_t height);
// The same with one more chunk before its data.
std::string png_with(std::string_view type, std::string_view data, std::uint32_t width = 640,
                     std::uint32_t height = 400);
// One chunk of a PNG, with its length and CRC.
std::string png_chunk(std::string_view type, std::string_view data);

// A lossless WebP as far as its headers go; nobody could decode the pixels.
std::string webp(std::uint32_t width, std::uint32_t height);
// A WebP file around these chunks, and a chunk.
std::string webp_file(std::string_view chunks);
std::string webp_chunk(std::string_view type, std::string_view data);
// The head of a lossless stream.
std::string lossless_stream(std::uint32_t width, std::uint32_t height);

}  // namespace kontor::testing
