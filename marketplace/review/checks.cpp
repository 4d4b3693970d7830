#include "marketplace/review/checks.hpp"

#include <algorithm>

#include "marketplace/core/semver.hpp"
#include "sdk/check/contents.hpp"

namespace kontor::marketplace::review {
namespace {

Finding finding(std::string_view rule, std::string_view file, const std::string& message,
                const std::string& fix, bool enforced = true) {
  return {.rule = std::string(rule),
          .file = std::string(file),
          .message = message,
          .fix = fix,
          .enforced = enforced};
}

const char* severity_name(check::Severity severity) {
  switch (severity) {
    case check::Severity::error:
      return "error";
    case check::Severity::warning:
      return "warning";
    case check::Severity::note:
      break;
  }
  return "note";
}

}  // namespace

Validation validate(const std::filesystem::path& file, const Sender& sender) {
  Validation result;
  auto archive = package::Archive::open(file);
  if (!archive) {
    result.findings.push_back(
        finding(kArchiveProfile, "", archive.error().message, "make packages with kontor pack"));
    return result;
  }
  result.archive = std::move(*archive);
  auto untrusted_manifest = package::read_manifest(*result.archive);
  if (!untrusted_manifest) {
    result.findings.push_back(finding(kManifestSchema, package::kManifestMember,
                                      untrusted_manifest.error().message,
                                      "see manifest.schema.json of the SDK"));
    return result;
  }
  if (untrusted_manifest->vendor != sender.vendor) {
    result.findings.push_back(finding(kVendorNamespace, package::kManifestMember,
                                      "the package is of vendor '" + untrusted_manifest->vendor +
                                          "', the sender is '" + sender.vendor + "'",
                                      "publish with the token of the manifest's vendor"));
    return result;
  }
  auto verified = package::verify_package(*result.archive, sender.keys);
  if (!verified) {
    result.findings.push_back(
        finding(kVendorSignature, package::kSignatureMember, verified.error().message,
                "sign it with a key this market knows as yours: kontor sign"));
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
  const char* fix = "raise \"version\" in manifest.json";
  if (!own) return {finding(kVersionOrder, package::kManifestMember, own.error().message, fix)};
  for (const std::string& text : before)
    if (const auto other = SemVer::parse(text); other && *own <= *other)
      return {finding(kVersionOrder, package::kManifestMember,
                      "version " + version + " is not above " + text + ", which is released", fix,
                      setting.enforced)};
  return {};
}

std::vector<Finding> weighed(const check::Findings& seen, const Policy& policy) {
  std::vector<Finding> findings;
  for (const check::Finding& one : seen) {
    const CheckSetting setting = policy.setting(one.rule);
    if (!setting.enabled) continue;
    Finding found = finding(one.rule, one.file, one.message, one.fix,
                            setting.enforced && one.severity == check::Severity::error);
    found.severity = severity_name(one.severity);
    if (one.offset) found.offset = static_cast<std::int64_t>(*one.offset);
    findings.push_back(std::move(found));
  }
  return findings;
}

std::vector<Finding> scan(const package::Archive& archive, const package::Manifest& manifest,
                          const package::Archive* previous, const Policy& policy) {
  check::Findings seen = check::scan_libraries(manifest, check::files_of(archive));
  const auto add = [&seen](check::Findings more) {
    for (check::Finding& one : more) seen.push_back(std::move(one));
  };
  if (previous) {
    if (const auto before = package::read_manifest(*previous))
      add(check::compare_libraries(manifest, check::files_of(archive), *before,
                                   check::files_of(*previous)));
  }
  add(check::check_sbom(archive, manifest));
  add(check::check_screenshots(manifest, check::names_of(archive), check::files_of(archive)));
  add(check::check_handbooks(check::names_of(archive), check::files_of(archive)));
  add(check::check_license_keys(manifest));
  return weighed(seen, policy);
}

UploadState verdict(const std::vector<Finding>& findings) {
  UploadState state = UploadState::passed;
  for (const Finding& finding : findings) {
    if (finding.severity == "note") continue;
    if (finding.enforced) return UploadState::rejected;
    state = UploadState::quarantined;
  }
  return state;
}

std::vector<CheckResult> results(const std::vector<Finding>& findings, const Policy& policy,
                                 const std::vector<std::string_view>& not_run) {
  const auto is_found = [&](std::string_view rule) {
    return std::any_of(findings.begin(), findings.end(), [&](const Finding& one) {
      return one.severity != "note" &&
             (one.rule == rule || (rule == kTrial && one.rule.starts_with("trial.")));
    });
  };
  std::vector<std::string> rules = policy.rules();
  for (const auto rule :
       {kArchiveProfile, kManifestSchema, kVendorNamespace, kVendorSignature, kVersionTaken})
    rules.emplace_back(rule);
  std::sort(rules.begin(), rules.end());
  std::vector<CheckResult> out;
  out.reserve(rules.size());
  for (const std::string& rule : rules) {
    const bool skipped = std::find(not_run.begin(), not_run.end(), rule) != not_run.end();
    out.push_back({.rule = rule,
                   .result = !policy.setting(rule).enabled ? "off"
                             : is_found(rule)              ? "found"
                             : skipped                     ? "not run"
                                                           : "passed"});
  }
  return out;
}

}  // namespace kontor::marketplace::review
