#include "sdk/package/screenshots.hpp"

#include <algorithm>

namespace kontor::package {
namespace {

Error wrong(const std::string& why) { return {ErrorCode::invalid_argument, why}; }

std::string pixels(int width, int height) {
  return std::to_string(width) + " x " + std::to_string(height);
}

// What is wrong with one that the listing names; empty if nothing is.
std::string problem_of(const Screenshot& shot, bool packed, const Result<std::string>& bytes) {
  if (!bytes) return "cannot be read: " + bytes.error().message;
  const auto picture = read_screenshot(shot.file, *bytes);
  if (!picture) return picture.error().message;
  const bool said = shot.width != 0 || shot.height != 0;
  if (!said && !packed) return {};
  if (!said) return "has no width and height in the manifest";
  if (shot.width == picture->width && shot.height == picture->height) return {};
  return "is " + pixels(picture->width, picture->height) + " pixels, the manifest says " +
         pixels(shot.width, shot.height);
}

}  // namespace

Result<Picture> read_screenshot(std::string_view file, std::string_view bytes) {
  if (bytes.size() > kScreenshotBytesMax)
    return wrong("it has " + std::to_string(bytes.size()) + " bytes, at most " +
                 std::to_string(kScreenshotBytesMax) + " are allowed");
  const Picture picture = TRY(read_picture(bytes));
  const bool png = picture.format == Picture::Format::png;
  if (!file.ends_with(png ? ".png" : ".webp"))
    return wrong(png ? "it is a PNG, so its name ends in .png"
                     : "it is a WebP, so its name ends in .webp");
  if (picture.width < kScreenshotWidthMin || picture.width > kScreenshotWidthMax ||
      picture.height < kScreenshotHeightMin || picture.height > kScreenshotHeightMax)
    return wrong("it is " + pixels(picture.width, picture.height) + " pixels; allowed are " +
                 pixels(kScreenshotWidthMin, kScreenshotHeightMin) + " to " +
                 pixels(kScreenshotWidthMax, kScreenshotHeightMax));
  return picture;
}

std::string_view media_type_of_screenshot(std::string_view file) {
  return file.ends_with(".webp") ? "image/webp" : "image/png";
}

std::vector<ScreenshotProblem> screenshot_problems(
    const Manifest& manifest, const std::vector<std::string>& names,
    const std::function<Result<std::string>(const std::string& file)>& read) {
  std::vector<ScreenshotProblem> problems;
  for (const Screenshot& shot : manifest.screenshots) {
    if (std::ranges::find(names, shot.file) == names.end()) {
      problems.push_back({shot.file, "the listing names it, and it is not there"});
      continue;
    }
    std::string problem = problem_of(shot, !manifest.files.empty(), read(shot.file));
    if (!problem.empty()) problems.push_back({shot.file, std::move(problem)});
  }
  for (const std::string& name : names) {
    if (!name.starts_with(kScreenshotFolder)) continue;
    if (std::ranges::find(manifest.screenshots, name, &Screenshot::file) ==
        manifest.screenshots.end())
      problems.push_back({name, "no entry of listing.screenshots names it; add one or delete it"});
  }
  return problems;
}

}  // namespace kontor::package
