#include "host/plugins/installer.hpp"

#include <array>
#include <charconv>

#include "base/core/log.hpp"
#include "base/crypto/hash.hpp"
#include "host/plugins/permission_words.hpp"
#include "host/plugins/release_terms.hpp"
#include "kontor/version.h"
#include "sdk/package/package.hpp"
#include "sdk/runtime/elf_entry.hpp"

namespace kontor::host {
namespace {

constexpr std::size_t kLibraryBytesMax = std::size_t{100} << 20;
#if defined(__aarch64__)
constexpr std::string_view kArchitecture = "aarch64";
#else
constexpr std::string_view kArchitecture = "x86_64";
#endif

// "1.2.3" as comparable numbers; the manifest's schema has checked the form.
std::array<int, 3> numbers(std::string_view version) {
  std::array<int, 3> parts{};
  const char* at = version.data();
  const char* end = at + version.size();
  for (int& part : parts) {
    at = std::from_chars(at, end, part).ptr;
    if (at < end) ++at;
  }
  return parts;
}

Status check_sdk(const package::Manifest& manifest) {
  // ">=0.1.0 <1.0.0"
  const std::string_view range = manifest.sdk;
  const auto space = range.find(' ');
  const auto own = numbers(KONTOR_SDK_VERSION);
  const bool old_enough =
      own >= numbers(range.substr(2, space == std::string_view::npos ? space : space - 2));
  const bool new_enough = space == std::string_view::npos || own < numbers(range.substr(space + 2));
  if (old_enough && new_enough) return ok();
  return Error{ErrorCode::invalid_argument, manifest.id + " asks for SDK " + manifest.sdk +
                                                ", this host has " + KONTOR_SDK_VERSION};
}

Json permissions_of(const package::Manifest& manifest) {
  return manifest.document.value("permissions", Json::object());
}

Error not_accepted(const package::Manifest& manifest, const Catalogue& catalogue) {
  const Json detail = {{"code", "permissions-not-accepted"},
                       {"permissions", permissions_of(manifest)},
                       {"permission_words", permission_words(manifest, catalogue)}};
  return {ErrorCode::forbidden, "the permissions of " + manifest.id + " have not been accepted",
          to_text(detail)};
}

}  // namespace

Result<PluginRow> Installer::from_market(const TrustGate::Wanted& wanted, Expected expected) {
  marketplace::MarketClient* const from = wanted.market ? wanted.market : host_.market;
  if (from == nullptr)
    return Error{ErrorCode::unavailable,
                 "this host knows no market: give it --market and --market-root"};
  marketplace::MarketClient& market = *from;
  const auto release = gate_.choose(wanted);
  if (host_.renew_trust && from == host_.market) host_.renew_trust();
  if (!release) return release.error();
  const marketplace::MarketPackage& target = release->package;
  if (target.version == expected.other_than)
    return Error{ErrorCode::conflict,
                 wanted.plugin + " " + target.version + " is installed already"};
  const auto keys = TRY(market.vendor_keys(std::string(licensing::vendor_of(wanted.plugin))));
  const PluginFolders::Staging staging = TRY(folders_.stage(host_.ids.next()));
  const auto file = staging.path() / "package.kpkg";
  TRY(market.download(target, file));
  expected.id = target.plugin_id;
  expected.version = target.version;
  return place(file, keys, expected, &*release);
}

Status Installer::check_expected(const package::Manifest& manifest, const Expected& expected) {
  if ((!expected.id.empty() && manifest.id != expected.id) ||
      (!expected.version.empty() && manifest.version != expected.version))
    return Error{ErrorCode::untrusted, "the package holds " + manifest.id + " " + manifest.version +
                                           ", asked for was " + expected.id + " " +
                                           expected.version};
  return ok();
}

Result<PluginRow> Installer::place(const std::filesystem::path& package_file,
                                   const std::vector<crypto::PublicKey>& vendor_keys,
                                   const Expected& expected, const TrustGate::Release* release) {
  const auto archive = TRY(package::Archive::open(package_file));
  const auto verified = TRY(package::verify_package(archive, vendor_keys));
  const package::Manifest& manifest = verified.manifest;
  TRY(check_expected(manifest, expected));
  TRY(gate_.admit(expected.actor, gate_.candidate(manifest, verified.sha256_hex, release)));
  TRY(check_sdk(manifest));
  const package::Platform* platform = manifest.platform("linux", kArchitecture);
  if (platform == nullptr)
    return Error{ErrorCode::invalid_argument,
                 manifest.id + " has no library for linux " + std::string(kArchitecture)};
  const std::string library = TRY(archive.read(platform->file, kLibraryBytesMax));
  TRY(runtime::check_elf_entry(library, manifest.id, manifest.version));
  TRY(check_license(manifest));
  TRY(check_terms(manifest, release, verified.sha256_hex));
  if (!expected.permissions_accepted && permissions_of(manifest) != expected.permissions_known)
    return not_accepted(manifest, *host_.definitions.now());

  if (expected.intend) TRY(expected.intend(manifest));
  const PluginFolders::Staging staging = TRY(folders_.stage(host_.ids.next()));
  TRY(package::unpack(archive, verified, staging.path()));
  if (release != nullptr)
    TRY(gate_.evidence().keep(manifest.id, verified.sha256_hex, release->evidence, staging.path()));
  PluginRow row;
  row.id = manifest.id;
  row.version = manifest.version;
  row.manifest = verified.manifest_text;
  row.library = platform->file;
  row.library_sha256 = crypto::sha256_hex(library);
  row.package_sha256 = verified.sha256_hex;
  row.installed_at_ms = host_.clock.now_ms();
  row.folder =
      PluginFolders::name_for(row.version, expected.folders_taken ? expected.folders_taken(row.id)
                                                                  : std::set<std::string>());
  TRY(folders_.switch_in(staging.path(), row.id, row.folder));
  return row;
}

Status Installer::check_terms(const package::Manifest& manifest, const TrustGate::Release* release,
                              const std::string& sha256) {
  if (manifest.license.free) return ok();
  const auto released_at = gate_.candidate(manifest, sha256, release).released_at;
  return check_release_terms(seats_.company(), manifest.license.product, manifest.version,
                             released_at, host_.clock.now_ms());
}

Status Installer::check_license(const package::Manifest& manifest) {
  Status entitled = seats_.require_entitlement(manifest);
  if (entitled || host_.market == nullptr) return entitled;
  // Perhaps it was bought and the document has not been fetched yet.
  const auto documents = host_.market->licenses();
  if (!documents) return entitled;
  for (const std::string& document : *documents) {
    const auto installed = seats_.company().install_document(document);
    if (!installed)
      log::warning("a licence document of the market was not accepted",
                   {{"reason", installed.error().message}});
  }
  return seats_.require_entitlement(manifest);
}

}  // namespace kontor::host
