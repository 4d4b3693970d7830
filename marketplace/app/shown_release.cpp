#include "marketplace/app/shown_release.hpp"

#include <algorithm>

#include "base/crypto/hash.hpp"
#include "marketplace/core/release_terms.hpp"
#include "marketplace/store/listing_store.hpp"

namespace kontor::marketplace {

Result<Release> shown_release(Market& market, const std::string& plugin_id,
                              const std::string& version) {
  const Error missing{ErrorCode::not_found, "there is no " + plugin_id + " " + version + " to see"};
  const auto releases = TRY(market.database.read(
      [&](db::Session& session) { return ListingStore(session).releases(plugin_id); }));
  const auto found = std::ranges::find(releases, version, &Release::version);
  if (found == releases.end()) return missing;
  const ReleaseTerms terms = TRY(parse_release_terms(found->custom));
  if (terms.yanked || terms.channel == Channel::hidden) return missing;
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

Result<std::string> signed_member(const package::Archive& archive, const Json& manifest,
                                  const std::string& member, std::size_t bytes_max) {
  std::string bytes = TRY(archive.read(member, bytes_max));
  const Json files = manifest.value("files", Json::object());
  if (files.value(member, "") != crypto::sha256_hex(bytes))
    return Error{ErrorCode::untrusted, member + " is not what the package's manifest says"};
  return bytes;
}

}  // namespace kontor::marketplace
