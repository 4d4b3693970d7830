#include "marketplace/review/checks.hpp"

#include <algorithm>

#include "marketplace/core/semver.hpp"
#include "sdk/check/scan.hpp"

namespace kontor::marketplace::review {
namespace {

constexpr std::uint64_t kLibraryBytesMax = std::uint64_t{256} << 20;

Finding finding(std::string_view rule, std::string_view file, const std::string& message,
                bool enforced = true) {
  return {.rule = std::string(rule),
          .file = std::string(file),
          .message = message,
          .enforced = enforced};
}

}  // namespace

Validation validate(const std::filesystem::path& file, const Sender& sender) {
  Validation result;
  auto archive = package::Archive::open(file);
  if (!archive) {
    result.findings.push_back(finding(kArchiveProfile, "", archive.error().message));
    return result;
  }
  result.archive = std::move(*archive);
  auto untrusted_manifest = package::read_manifest(*result.archive);
  if (!untrusted_manifest) {
    result.findings.push_back(
        finding(kManifestSchema, package::kManifestMember, untrusted_manifest.error().message));
    return result;
  }
  if (untrusted_manifest->vendor != sender.vendor) {
    result.findings.push_back(finding(kVendorNamespace, package::kManifestMember,
                                      "the package is of vendor '" + untrusted_manifest->vendor +
                                          "', the sender is '" + sender.vendor + "'"));
    return result;
  }
  auto verified = package::verify_package(*result.archive, sender.keys);
  if (!verified) {
    result.findings.push_back(
        finding(kVendorSignature, package::kSignatureMember, verified.error().message));
    return result;
  }
  result.manifest = std::move(verified->manifest);
  return result;
}

std::vector<Finding> check_version_order(const std::string& version,
                                         const std::vector<std::string>& before,
                                         const Policy& policy) {
  const CheckSetting setting = policy.setting(kVersionOrder);
  if (!setting.enabled) return {};
  const auto own = SemVer::parse(version);
  if (!own) return {finding(kVersionOrder, package::kManifestMember, own.error().message)};
  for (const std::string& text : before)
    if (const auto other = SemVer::parse(text); other && *own <= *other)
      return {finding(kVersionOrder, package::kManifestMember,
                      "version " + version + " is not above " + text + ", which is released",
                      setting.enforced)};
  return {};
}

std::vector<Finding> scan(const package::Archive& archive, const package::Manifest& manifest,
                          const Policy& policy) {
  std::vector<Finding> findings;
  const CheckSetting machine = policy.setting(kLibraryMachine);
  for (const package::Platform& platform : manifest.platforms) {
    if (platform.arch != check::this_machine()) {
      if (machine.enabled)
        findings.push_back(finding(kLibraryMachine, platform.file,
                                   "a library for " + platform.arch + " is not looked into here",
                                   machine.enforced));
      continue;
    }
    const auto library = archive.read(platform.file, kLibraryBytesMax);
    if (!library) {
      findings.push_back(finding(kArchiveProfile, platform.file, library.error().message));
      continue;
    }
    for (const check::Finding& seen : check::scan_library(*library, manifest, platform)) {
      const CheckSetting setting = policy.setting(seen.rule);
      if (!setting.enabled) continue;
      Finding found = finding(seen.rule, seen.file, seen.message + "; " + seen.fix,
                              setting.enforced && seen.severity == check::Severity::error);
      if (seen.offset) found.offset = static_cast<std::int64_t>(*seen.offset);
      findings.push_back(std::move(found));
    }
  }
  return findings;
}

UploadState verdict(const std::vector<Finding>& findings) {
  if (findings.empty()) return UploadState::passed;
  return std::any_of(findings.begin(), findings.end(), [](const Finding& f) { return f.enforced; })
             ? UploadState::rejected
             : UploadState::quarantined;
}

}  // namespace kontor::marketplace::review
