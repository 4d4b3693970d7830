#include "sdk/check/check.hpp"

#include <stdlib.h>

#include <algorithm>

#include "base/core/files.hpp"
#include "sdk/check/contents.hpp"
#include "sdk/check/scan.hpp"
#include "sdk/package/package.hpp"
#include "sdk/package/screenshots.hpp"

namespace kontor::check {
namespace {

namespace fs = std::filesystem;

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

Finding broken(std::string_view rule, const std::string& file, const Error& error,
               const char* fix) {
  return {std::string(rule), Severity::error, file, std::nullopt, error.message, fix};
}

void add(Report& report, Findings more) {
  for (Finding& finding : more) report.findings.push_back(std::move(finding));
}

// What lies in the plugin's folder of screenshots, by its name below the plugin's.
std::vector<std::string> screenshots_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder / package::kScreenshotFolder, error)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with('.')) names.push_back(std::string(package::kScreenshotFolder) + name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

// The files beside the plugin's manifest, without its folders.
std::vector<std::string> files_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (entry.is_regular_file(error)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
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

void check_signature(const package::Archive& archive, Report& report) {
  if (archive.find(package::kSignatureMember)) return;
  report.findings.push_back({std::string(kVendorSignature), Severity::note, "", std::nullopt,
                             "it is not signed yet", "kontor sign, before publishing"});
}

Status compare(const fs::path& previous, const package::Manifest& manifest, const FileReader& read,
               Report& report) {
  if (previous.empty()) return ok();
  const package::Archive before = TRY(package::Archive::open(previous));
  const package::Manifest old = TRY(package::read_manifest(before));
  add(report, compare_libraries(manifest, read, old, files_of(before)));
  return ok();
}

// What a host would not load is not run here either.
void try_it(const package::Manifest& manifest, const fs::path& folder, const CheckOptions& options,
            Report& report) {
  const package::Platform* own = manifest.platform("linux", this_machine());
  if (!own || !report.passed() || options.run == CheckOptions::Run::no) return;
  TrialResult trial = try_plugin(manifest, {.runner = options.runner,
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

// What the files say, without running anything.
Status look(const package::Manifest& manifest, const FileReader& read, const CheckOptions& options,
            Report& report) {
  report.id = manifest.id;
  report.version = manifest.version;
  if (const package::Platform* own = manifest.platform("linux", this_machine())) {
    if (const auto bytes = read(own->file)) report.glibc = glibc_in_words(*bytes, *own);
  }
  add(report, scan_libraries(manifest, read));
  return compare(options.previous, manifest, read, report);
}

Status check_folder(const fs::path& folder, const CheckOptions& options, Report& report) {
  const auto text = read_file(folder / "manifest.json", package::kManifestBytesMax);
  const auto manifest =
      text ? package::Manifest::parse(*text) : Result<package::Manifest>(text.error());
  if (!manifest) {
    report.findings.push_back(broken(kManifestSchema, "manifest.json", manifest.error(),
                                     "see manifest.schema.json of the SDK"));
    return ok();
  }
  const FileReader read = [&folder](const std::string& name) {
    return read_file(folder / name, kLibraryBytesMax);
  };
  TRY(look(*manifest, read, options, report));
  add(report, check_screenshots(*manifest, screenshots_in(folder), read));
  add(report, check_handbooks(files_in(folder), read));
  try_it(*manifest, folder, options, report);
  return ok();
}

Status check_package(const fs::path& file, const CheckOptions& options, Report& report) {
  const auto archive = package::Archive::open(file);
  if (!archive) {
    report.findings.push_back(
        broken(kArchiveProfile, "", archive.error(), "make packages with kontor pack"));
    return ok();
  }
  const auto manifest = package::read_manifest(*archive);
  if (!manifest) {
    report.findings.push_back(broken(kManifestSchema, "manifest.json", manifest.error(),
                                     "see manifest.schema.json of the SDK"));
    return ok();
  }
  check_signature(*archive, report);
  TRY(look(*manifest, files_of(*archive), options, report));
  add(report, check_screenshots(*manifest, names_of(*archive), files_of(*archive)));
  add(report, check_handbooks(names_of(*archive), files_of(*archive)));
  add(report, check_sbom(*archive, *manifest));
  add(report, check_license_keys(*manifest));
  if (options.run == CheckOptions::Run::no || !report.passed()) return ok();
  const Unpacked unpacked;
  TRY(unpack(*archive, unpacked.path()));
  try_it(*manifest, unpacked.path(), options, report);
  return ok();
}

}  // namespace

bool Report::passed() const {
  return std::none_of(findings.begin(), findings.end(),
                      [](const Finding& one) { return one.severity == Severity::error; });
}

Result<Report> check(const fs::path& path, const CheckOptions& options) {
  if (!fs::exists(path)) {
    return Error{ErrorCode::not_found, path.string() + " does not exist"};
  }
  Report report;
  TRY(fs::is_directory(path) ? check_folder(path, options, report)
                             : check_package(path, options, report));
  return report;
}

}  // namespace kontor::check
