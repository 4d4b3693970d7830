#include "sdk/check/contents.hpp"

#include <algorithm>

#include "sdk/check/scan.hpp"
#include "sdk/package/handbook.hpp"
#include "sdk/package/sbom.hpp"
#include "sdk/package/screenshots.hpp"
#include "sdk/testing/practice_key.hpp"

namespace kontor::check {
namespace {

void append(Findings& all, Findings more) {
  for (Finding& finding : more) all.push_back(std::move(finding));
}

}  // namespace

FileReader files_of(const package::Archive& archive) {
  return [&archive](const std::string& name) { return archive.read(name, kLibraryBytesMax); };
}

Findings scan_libraries(const package::Manifest& manifest, const FileReader& read) {
  Findings findings;
  for (const package::Platform& platform : manifest.platforms) {
    const auto bytes = read(platform.file);
    if (!bytes) {
      findings.push_back({std::string(kLibraryMissing), Severity::error, platform.file,
                          std::nullopt, bytes.error().message, "build it: kontor build"});
    } else if (platform.arch != this_machine()) {
      findings.push_back({std::string(kLibraryMachine), Severity::warning, platform.file,
                          std::nullopt,
                          "a library for " + platform.arch + " is not looked into here",
                          "check it on such a machine"});
    } else {
      append(findings, scan_library(*bytes, manifest, platform));
      append(findings, check_permission_use(*bytes, manifest, platform.file));
      append(findings, check_drafts(*bytes, manifest, platform.file));
    }
  }
  return findings;
}

Findings check_license_keys(const package::Manifest& manifest) {
  const auto& keys = manifest.license.license_keys;
  if (std::find(keys.begin(), keys.end(), testing::kPracticeKey) == keys.end()) return {};
  return {{std::string(kLicensePracticeKey), Severity::error, std::string(package::kManifestMember),
           std::nullopt,
           "license.keys names the practice key, with which anybody can make licences",
           "name the market's key instead"}};
}

std::vector<std::string> names_of(const package::Archive& archive) {
  std::vector<std::string> names;
  names.reserve(archive.members().size());
  for (const package::Member& member : archive.members()) names.push_back(member.name);
  return names;
}

Findings check_screenshots(const package::Manifest& manifest, const std::vector<std::string>& names,
                           const FileReader& read) {
  Findings findings;
  for (package::ScreenshotProblem& problem : package::screenshot_problems(manifest, names, read))
    findings.push_back({std::string(kListingScreenshots), Severity::error, std::move(problem.file),
                        std::nullopt, std::move(problem.message),
                        "see Screenshots in publishing.md; kontor pack fills width and height"});
  return findings;
}

Findings check_handbooks(const std::vector<std::string>& names, const FileReader& read) {
  Findings findings;
  for (package::HandbookProblem& problem : package::handbook_problems(names, read))
    findings.push_back({std::string(kListingHandbook), Severity::error, std::move(problem.file),
                        std::nullopt, std::move(problem.message),
                        "see The handbook in publishing.md"});
  return findings;
}

Findings check_sbom(const package::Archive& archive, const package::Manifest& manifest) {
  const std::string file(package::kSbomMember);
  const char* fix = "pack again with kontor pack, which writes and completes sbom.cdx.json";
  if (!archive.find(file)) {
    return {{std::string(kSbomMissing), Severity::error, file, std::nullopt,
             "the package has no bill of materials", fix}};
  }
  const auto text = archive.read(file, package::kSbomBytesMax);
  if (!text) {
    return {
        {std::string(kSbomForm), Severity::error, file, std::nullopt, text.error().message, fix}};
  }
  package::FileHashes files = manifest.files;
  files.erase(file);
  Findings findings;
  for (const package::SbomProblem& problem : package::sbom_problems(*text, manifest, files)) {
    const bool form = problem.kind == package::SbomProblem::Kind::form;
    findings.push_back({std::string(form ? kSbomForm : kSbomFiles), Severity::error, file,
                        std::nullopt, problem.message, fix});
  }
  return findings;
}

}  // namespace kontor::check
