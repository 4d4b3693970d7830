#include "marketplace/app/handbooks.hpp"

#include "base/core/files.hpp"
#include "marketplace/app/shown_release.hpp"
#include "sdk/package/handbook.hpp"

namespace kontor::marketplace {
namespace {

// Of one language; the package is large, so it is opened once for each.
Status keep_handbook(Market& market, const Release& release, const std::filesystem::path& place) {
  const package::Archive archive = TRY(released_package(market, release));
  const std::string bytes = TRY(signed_member(archive, release.manifest, place.filename().string(),
                                              package::kHandbookBytesMax));
  TRY(package::check_handbook(bytes));
  std::error_code failed;
  std::filesystem::create_directories(place.parent_path(), failed);
  if (failed) return Error{ErrorCode::unavailable, "cannot keep a handbook: " + failed.message()};
  return write_file(place, bytes);
}

}  // namespace

std::vector<NamedHandbook> named_handbooks(const Json& manifest) {
  std::vector<NamedHandbook> named;
  if (!manifest.is_object() || !manifest.contains("files")) return named;
  const auto files = manifest["files"].get<std::map<std::string, std::string>>();
  for (const std::string& language : package::handbook_languages(files)) {
    const std::string file = package::handbook_member(language);
    named.push_back({language, file, files.at(file)});
  }
  return named;
}

Result<std::filesystem::path> released_handbook(Market& market, const std::string& plugin_id,
                                                const std::string& version,
                                                const std::string& file) {
  const Release release = TRY(shown_release(market, plugin_id, version));
  const Json files = release.manifest.value("files", Json::object());
  // What was asked for becomes a path only as the name of a handbook that was signed.
  if (!package::handbook_language(file) || !files.contains(file))
    return Error{ErrorCode::not_found, plugin_id + " " + version + " has no '" + file + "'"};
  const auto place = market.quarantine.parent_path() / "handbooks" / release.sha256 / file;
  std::error_code missing;
  if (!std::filesystem::is_regular_file(place, missing)) {
    const std::lock_guard lock(market.showing);
    if (!std::filesystem::is_regular_file(place, missing))
      TRY(keep_handbook(market, release, place));
  }
  return place;
}

}  // namespace kontor::marketplace
