#include "marketplace/app/screenshots.hpp"

#include <algorithm>

#include "base/core/files.hpp"
#include "base/crypto/hash.hpp"
#include "marketplace/app/quarantine.hpp"
#include "marketplace/app/uploads.hpp"
#include "marketplace/core/release_terms.hpp"
#include "marketplace/store/listing_store.hpp"
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
  std::string bytes = TRY(archive.read(member, package::kScreenshotBytesMax));
  const Json files = manifest.value("files", Json::object());
  if (files.value(member, "") != crypto::sha256_hex(bytes))
    return Error{ErrorCode::untrusted, member + " is not what the package's manifest says"};
  TRY(package::read_screenshot(member, bytes));
  return bytes;
}

Result<Release> shown_version(Market& market, const std::string& plugin_id,
                              const std::string& version) {
  const auto releases = TRY(market.database.read(
      [&](db::Session& session) { return ListingStore(session).releases(plugin_id); }));
  const auto found = std::ranges::find(releases, version, &Release::version);
  if (found == releases.end()) return no_such_screenshot(plugin_id + " " + version);
  const ReleaseTerms terms = TRY(parse_release_terms(found->custom));
  if (terms.yanked || terms.channel == Channel::hidden)
    return no_such_screenshot(plugin_id + " " + version);
  return *found;
}

Result<package::Archive> released_package(Market& market, const Release& release) {
  const std::filesystem::path target(release.target_path);
  const auto file =
      TRY(market.repository.served_file("targets/" + target.parent_path().string() + "/" +
                                        release.sha256 + "." + target.filename().string()));
  package::Archive archive = TRY(package::Archive::open(file));
  if (archive.sha256_hex() != release.sha256)
    return Error{ErrorCode::untrusted, release.target_path + " is not what was released"};
  return archive;
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
  const Release release = TRY(shown_version(market, plugin_id, version));
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
