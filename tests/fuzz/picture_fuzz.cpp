#include <cstdint>
#include <cstdlib>
#include <string>

#include "sdk/package/screenshots.hpp"

// Property: any bytes are refused as a picture, or are a PNG or a WebP of some size that ends where
// the bytes end: with one more, or one fewer, they are none. What is shown is within the limits.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kontor::package;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto picture = read_picture(bytes);
  if (!picture) return 0;
  if (picture->width < 1 || picture->height < 1) std::abort();
  if (read_picture(bytes + '\0') || read_picture(bytes.substr(0, size - 1))) std::abort();
  const bool png = picture->format == Picture::Format::png;
  if (read_screenshot(png ? "a.webp" : "a.png", bytes)) std::abort();
  const auto shown = read_screenshot(png ? "a.png" : "a.webp", bytes);
  if (shown && (size > kScreenshotBytesMax || shown->width > kScreenshotWidthMax ||
                shown->height > kScreenshotHeightMax))
    std::abort();
  return 0;
}
