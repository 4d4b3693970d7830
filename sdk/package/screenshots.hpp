#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sdk/package/manifest.hpp"
#include "sdk/package/picture.hpp"

namespace kontor::package {

// Pictures of an add-on at work, for those who think of taking it: members of the package below
// kScreenshotFolder, named with their captions in `listing` of the manifest.
inline constexpr std::string_view kScreenshotFolder = "screenshots/";
inline constexpr std::size_t kScreenshotsMax = 8;
inline constexpr std::size_t kScreenshotBytesMax = std::size_t{512} << 10;
inline constexpr int kScreenshotWidthMin = 320, kScreenshotWidthMax = 2560;
inline constexpr int kScreenshotHeightMin = 200, kScreenshotHeightMax = 1600;

// A picture within the limits, of the format that `file` ends in; else invalid_argument in words.
Result<Picture> read_screenshot(std::string_view file, std::string_view bytes);

// "image/png" or "image/webp", by the name's ending and nothing else.
std::string_view media_type_of_screenshot(std::string_view file);

struct ScreenshotProblem {
  std::string file;
  std::string message;
};

// All that is wrong with the screenshots of a plugin whose files have these names. In a packed
// manifest, one that has `files`, width and height must be there and true; elsewhere they may be
// left out.
std::vector<ScreenshotProblem> screenshot_problems(
    const Manifest& manifest, const std::vector<std::string>& names,
    const std::function<Result<std::string>(const std::string& file)>& read);

}  // namespace kontor::package
