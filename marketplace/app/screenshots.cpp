#include "marketplace/app/screenshots.hpp"

#include "base/core/files.hpp"
#include "marketplace/app/quarantine.hpp"
#include "marketplace/app/shown_release.hpp"
#include "marketplace/app/uploads.hpp"
#include "sdk/package/screenshots.hpp"

namespace kontor::marketplace {
namespace {

Error no_such_screenshot(const std::string& file) {
  return {ErrorCode::not_found, "there is no screenshot '" + file + "'"};
}

// The member of the package, if its listing names it: what was asked for never becomes a path.
Result<std::string> named_screenshot(const Json& manifest, const std::string& file) {
  if (!manifest.is_object()) return no_such_screenshot(file);  // Nothing was checked yet.
  const std::string member = std::string(package::kScreenshotFolder) + file;
  const Json listing = manifest.value("listing", Json::object());
  const Json shots = listing.value("screenshots", Json::array());
  for (const Json& shot : shots)
    if (shot.value("file", "") == member) return member;
  return no_such_screenshot(file);
}

// From bytes that were signed: what they hash to is in the manifest.
Result<std::string> signed_picture(const package::Archive& archive, const Json& manifest,
                                   const std::string& member) {
  std::string bytes = TRY(signed_member(archive, manifest, member, package::kScreenshotBytesMax));
  TRY(package::read_screenshot(member, bytes));
  return bytes;
}

// Keeps all of a release's screenshots, so that its package is opened once.
Status keep_screenshots(Market& market, const Release& release,
                        const std::filesystem::path& folder) {
  const package::Archive archive = TRY(released_package(market, release));
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return Error{ErrorCode::unavailable, "cannot keep screenshots: " + failed.message()};
  const Json listing = release.manifest.value("listing", Json::object());
  const Json shots = listing.value("screenshots", Json::array());
  for (const Json& shot : shots) {
    const std::string member = shot.value("file", "");
    const std::string bytes = TRY(signed_picture(archive, release.manifest, member));
    TRY(write_file(folder / std::filesystem::path(member).filename(), bytes));
  }
  return ok();
}

}  // namespace

Result<ShownPicture> released_screenshot(Market& market, const std::string& plugin_id,
                                         const std::string& version, const std::string& file) {
  const Release release = TRY(shown_release(market, plugin_id, version));
  const std::string member = TRY(named_screenshot(release.manifest, file));
  const auto folder = market.quarantine.parent_path() / "screenshots" / release.sha256;
  const auto place = folder / file;
  std::error_code missing;
  if (!std::filesystem::is_regular_file(place, missing)) {
    const std::lock_guard lock(market.showing);
    if (!std::filesystem::is_regular_file(place, missing))
      TRY(keep_screenshots(market, release, folder));
  }
  return ShownPicture{.file = place, .media_type = package::media_type_of_screenshot(member)};
}

Result<ShownPicture> waiting_screenshot(Market& market, const std::string& operation_id,
                                        const std::string& file) {
  const Upload upload = TRY(get_upload(market, "", operation_id));
  const std::string member = TRY(named_screenshot(upload.manifest, file));
  const auto waiting = quarantined_file(market, upload);
  std::error_code missing;
  if (!std::filesystem::is_regular_file(waiting, missing)) return no_such_screenshot(file);
  const std::lock_guard lock(market.showing);
  const package::Archive archive = TRY(package::Archive::open(waiting));
  ShownPicture picture{.media_type = package::media_type_of_screenshot(member)};
  picture.bytes = TRY(signed_picture(archive, upload.manifest, member));
  return picture;
}

}  // namespace kontor::marketplace
