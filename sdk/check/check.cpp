#include "sdk/check/check.hpp"

#include <stdlib.h>

#include <algorithm>

#include "base/core/files.hpp"
#include "sdk/check/scan.hpp"
#include "sdk/package/package.hpp"

namespace kontor::check {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLibraryBytesMax = std::size_t{256} << 20;

// A folder that goes with the object.
class Unpacked {
 public:
  Unpacked() {
    std::string pattern = (fs::temp_directory_path() / "kontor-check-XXXXXX").string();
    if (::mkdtemp(pattern.data())) path_ = pattern;
  }
  ~Unpacked() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  Unpacked(const Unpacked&) = delete;
  Unpacked& operator=(const Unpacked&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

Finding broken(const char* rule, const std::string& file, const Error& error, const char* fix) {
  return {rule, Severity::error, file, std::nullopt, error.message, fix};
}

// What of the package is looked at: the manifest and the libraries it names.
Status unpack(const package::Archive& archive, const fs::path& folder) {
  for (const package::Member& member : archive.members()) {
    const bool library = member.name.ends_with(".so");
    if (!library && member.name != package::kManifestMember) continue;
    const fs::path place = folder / member.name;
    std::error_code error;
    fs::create_directories(place.parent_path(), error);
    const std::string bytes = TRY(archive.read(member.name, kLibraryBytesMax));
    TRY(write_file(place, bytes));
  }
  return ok();
}

void check_package(const package::Archive& archive, Report& report) {
  if (const auto manifest = package::read_manifest(archive); !manifest) {
    report.findings.push_back(broken("package.manifest", "manifest.json", manifest.error(),
                                     "see manifest.schema.json of the SDK"));
  }
  const auto& members = archive.members();
  if (std::none_of(members.begin(), members.end(), [](const package::Member& member) {
        return member.name == package::kSignatureMember;
      })) {
    report.findings.push_back({"package.signature", Severity::note, "", std::nullopt,
                               "it is not signed yet", "kontor sign, before publishing"});
  }
}

void check_folder(const fs::path& folder, const CheckOptions& options, Report& report) {
  const auto text = read_file(folder / "manifest.json", package::kManifestBytesMax);
  const auto manifest =
      text ? package::Manifest::parse(*text) : Result<package::Manifest>(text.error());
  if (!manifest) {
    report.findings.push_back(broken("manifest.schema", "manifest.json", manifest.error(),
                                     "see manifest.schema.json of the SDK"));
    return;
  }
  report.id = manifest->id;
  report.version = manifest->version;
  const package::Platform* own = nullptr;
  for (const package::Platform& platform : manifest->platforms) {
    const auto bytes = read_file(folder / platform.file, kLibraryBytesMax);
    if (!bytes) {
      report.findings.push_back(
          broken("library.missing", platform.file, bytes.error(), "build it: kontor build"));
      continue;
    }
    if (platform.arch != this_machine()) {
      report.findings.push_back({"library.machine", Severity::note, platform.file, std::nullopt,
                                 "a library for " + platform.arch + " is not looked into here",
                                 "check it on such a machine"});
      continue;
    }
    own = &platform;
    report.glibc = glibc_in_words(*bytes, platform);
    for (Finding& finding : scan_library(*bytes, *manifest, platform)) {
      report.findings.push_back(std::move(finding));
    }
  }
  // What a host would not load is not run here either.
  if (!own || !report.passed() || options.run == CheckOptions::Run::no) return;
  TrialResult trial = try_plugin(*manifest, {.runner = options.runner,
                                             .library = folder / own->file,
                                             .seed = options.seed,
                                             .fuzz = options.fuzz,
                                             .on_progress = options.on_progress});
  report.measures = std::move(trial.measures);
  for (Finding& finding : trial.findings) {
    finding.file = own->file;
    report.findings.push_back(std::move(finding));
  }
}

}  // namespace

bool Report::passed() const {
  return std::none_of(findings.begin(), findings.end(),
                      [](const Finding& one) { return one.severity == Severity::error; });
}

Result<Report> check(const fs::path& path, const CheckOptions& options) {
  Report report;
  if (fs::is_directory(path)) {
    check_folder(path, options, report);
    return report;
  }
  if (!fs::exists(path)) {
    return Error{ErrorCode::not_found, path.string() + " does not exist"};
  }
  const auto archive = package::Archive::open(path);
  if (!archive) {
    report.findings.push_back(broken("package.profile", path.filename().string(), archive.error(),
                                     "make packages with kontor pack"));
    return report;
  }
  check_package(*archive, report);
  if (!report.passed()) return report;
  const Unpacked unpacked;
  TRY(unpack(*archive, unpacked.path()));
  check_folder(unpacked.path(), options, report);
  return report;
}

}  // namespace kontor::check
