#pragma once

#include <string_view>

#include "base/core/result.hpp"

namespace kontor::package {

// What a PNG or a WebP file says of itself: read from its chunks without decoding a pixel.
struct Picture {
  enum class Format { png, webp };
  Format format = Format::png;
  int width = 0, height = 0;  // At least 1.
};

// invalid_argument, in words for whoever made the file, for anything but one still picture: chunks
// that may hold more than pixels (texts, EXIF, profiles, animation), bytes after its end, chunks
// that are damaged. Whether the pixels decode is not looked at.
Result<Picture> read_picture(std::string_view bytes);

// Its two halves, for bytes that begin as such a file does.
bool is_png(std::string_view bytes);
Result<Picture> read_png(std::string_view bytes);
bool is_webp(std::string_view bytes);
Result<Picture> read_webp(std::string_view bytes);

}  // namespace kontor::package
