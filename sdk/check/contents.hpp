#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sdk/check/finding.hpp"
#include "sdk/package/package.hpp"

namespace kontor::check {

// Rules over a whole package. `kontor check` and the market run the same functions, so that a
// vendor sees at home what the market will find.
inline constexpr std::string_view kArchiveProfile = "archive.profile";
inline constexpr std::string_view kManifestSchema = "manifest.schema";
inline constexpr std::string_view kVendorSignature = "vendor.signature";
inline constexpr std::string_view kLibraryMachine = "library.machine";
inline constexpr std::string_view kLibraryMissing = "library.missing";
inline constexpr std::string_view kLibraryChange = "library.change";
inline constexpr std::string_view kOperationsDraft = "operations.draft";
inline constexpr std::string_view kPermissionsUnasked = "permissions.unasked";
inline constexpr std::string_view kPermissionsUnused = "permissions.unused";
inline constexpr std::string_view kLicensePracticeKey = "license.practice_key";
inline constexpr std::string_view kSbomMissing = "sbom.missing";
inline constexpr std::string_view kSbomForm = "sbom.form";
inline constexpr std::string_view kSbomFiles = "sbom.files";
inline constexpr std::string_view kListingScreenshots = "listing.screenshots";
inline constexpr std::string_view kListingHandbook = "listing.handbook";

inline constexpr std::uint64_t kLibraryBytesMax = std::uint64_t{256} << 20;

// Gives the bytes of a file of the plugin: a member of a package or a file below a folder.
using FileReader = std::function<Result<std::string>(const std::string& name)>;
// Of a package, which must live as long.
FileReader files_of(const package::Archive& archive);

// The library of each platform (scan.hpp), and the permissions asked for against what the
// library mentions. Runs nothing. Any thread.
Findings scan_libraries(const package::Manifest& manifest, const FileReader& read);

// The bill of materials: there, CycloneDX 1.6, and naming each file of the package.
Findings check_sbom(const package::Archive& archive, const package::Manifest& manifest);

// Pictures for the listing: those named are there, PNG or WebP within the limits and of the size
// they say, and no others lie beside them. `names` are the plugin's files.
Findings check_screenshots(const package::Manifest& manifest, const std::vector<std::string>& names,
                           const FileReader& read);
std::vector<std::string> names_of(const package::Archive& archive);

// Handbooks for administrators: one in English if there is any, each UTF-8 within the limits.
Findings check_handbooks(const std::vector<std::string>& names, const FileReader& read);

// A plugin that believes licences signed with the published practice key believes everybody.
Findings check_license_keys(const package::Manifest& manifest);

// What the libraries ask for that those of the last released version did not, and what
// protection they have lost since.
Findings compare_libraries(const package::Manifest& manifest, const FileReader& read,
                           const package::Manifest& before, const FileReader& read_before);

// Drafts among the operations that `library` mentions or the manifest's contributions need: notes.
Findings check_drafts(std::string_view library, const package::Manifest& manifest,
                      const std::string& file);

// Permissions that the manifest asks for and no library mentions, and host operations that
// `library` mentions without them. Names are looked for as text ("record.list/1"), so a plugin
// that builds them while it runs is found wrong; hence warnings.
Findings check_permission_use(std::string_view library, const package::Manifest& manifest,
                              const std::string& file);

}  // namespace kontor::check
