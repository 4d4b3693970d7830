#include "marketplace/app/review_run.hpp"

#include "base/core/log.hpp"
#include "marketplace/app/quarantine.hpp"
#include "marketplace/app/review_trail.hpp"
#include "marketplace/app/vendors.hpp"
#include "marketplace/core/semver.hpp"
#include "marketplace/repository/signing.hpp"
#include "marketplace/review/checks.hpp"
#include "marketplace/store/upload_store.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kRunningOfAVendorMax = 2;
constexpr std::uint64_t kScannedBytesMax = std::uint64_t{256} << 20;
constexpr TimeMs kFailedPauseMs = 60'000;

// The right to run the checks of one upload; empty if they run already.
class Reservation {
 public:
  Reservation(ReviewMeans& means, const Upload& upload)
      : means_(means), operation_id_(upload.operation_id), vendor_(upload.vendor) {
    const std::lock_guard lock(means_.mutex);
    holds_ = !means_.running.contains(operation_id_) &&
             means_.running.count(vendor_) < kRunningOfAVendorMax;
    if (holds_) means_.running.insert({operation_id_, vendor_});
  }
  ~Reservation() {
    if (!holds_) return;
    const std::lock_guard lock(means_.mutex);
    means_.running.erase(means_.running.find(operation_id_));
    means_.running.erase(means_.running.find(vendor_));
  }
  Reservation(const Reservation&) = delete;
  Reservation& operator=(const Reservation&) = delete;
  explicit operator bool() const { return holds_; }

 private:
  ReviewMeans& means_;
  std::string operation_id_, vendor_;
  bool holds_ = false;
};

Status save(Market& market, const Upload& upload) {
  return market.database.transaction(
      [&](db::Session& session) { return UploadStore(session).save_checks(upload); });
}

// The newest release below this version, to hold the new one against; nothing if there is none
// or it cannot be read.
Result<std::optional<package::Archive>> last_release(Market& market, const Upload& upload) {
  const auto own = SemVer::parse(upload.version);
  std::optional<SemVer> newest;
  std::optional<package::Archive> archive;
  const auto released = TRY(market.database.read(
      [&](db::Session& session) { return UploadStore(session).released(upload.plugin_id); }));
  for (const Upload& other : released) {
    const auto version = SemVer::parse(other.version);
    if (!own || !version || *version >= *own || (newest && *version <= *newest)) continue;
    const std::filesystem::path target(other.target_path);
    const auto file =
        market.repository.served_file("targets/" + target.parent_path().string() + "/" +
                                      other.sha256 + "." + target.filename().string());
    if (!file) continue;
    auto opened = package::Archive::open(*file);
    if (!opened) continue;
    newest = *version;
    archive = std::move(*opened);
  }
  return archive;
}

Status scan_for_malware(Market& market, const package::Archive& archive, Upload& upload) {
  const review::CheckSetting setting = market.policy.setting(review::kMalware);
  for (const package::Member& member : archive.members()) {
    const std::string bytes = TRY(archive.read(member.name, kScannedBytesMax));
    const auto found = TRY(market.means.clamd->scan(bytes));
    if (found)
      upload.findings.push_back({.rule = std::string(review::kMalware),
                                 .file = member.name,
                                 .message = "the malware scanner found " + *found,
                                 .fix = "write to the operator if this is a false alarm",
                                 .enforced = setting.enforced});
  }
  return ok();
}

// Adds what only the other uploads can tell, and writes the outcome: one transaction, so that
// of two uploads of one version only one passes.
Status save_verdict(Market& market, Upload& upload, std::vector<std::string_view> not_run) {
  const std::vector<Finding> own = upload.findings;
  if (upload.target_path.empty()) not_run.push_back(review::kVersionOrder);
  return market.database.transaction([&](db::Session& session) -> Status {
    upload.findings = own;
    UploadStore store(session);
    if (!upload.target_path.empty()) {
      if (!TRY(store.rivals(upload)).empty()) {
        upload.findings.push_back(
            {.rule = std::string(review::kVersionTaken),
             .file = std::string(package::kManifestMember),
             .message = upload.plugin_id + " " + upload.version + " exists with other bytes",
             .fix = "raise \"version\" in manifest.json"});
      } else {
        const auto before = TRY(store.approved_versions(upload.plugin_id));
        for (Finding& found : review::check_version_order(upload.version, before, market.policy))
          upload.findings.push_back(std::move(found));
      }
    }
    upload.state = review::verdict(upload.findings);
    upload.checks = review::results(upload.findings, market.policy, not_run);
    upload.checked_at_ms = market.clock.now_ms();
    TRY(store.save_checks(upload));
    return note(session, market, upload.operation_id, "market", "checked",
                std::string(to_text(upload.state)) + ", " + std::to_string(upload.findings.size()) +
                    " findings");
  });
}

// The checks beyond those that say whose the package is.
Status look_inside(Market& market, const review::Validation& validation, Upload& upload,
                   std::vector<std::string_view>& not_run) {
  const auto previous = TRY(last_release(market, upload));
  for (Finding& found : review::scan(*validation.archive, *validation.manifest,
                                     previous ? &*previous : nullptr, market.policy))
    upload.findings.push_back(std::move(found));
  if (!previous) not_run.push_back(review::kLibraryChange);
  if (market.means.clamd && market.policy.setting(review::kMalware).enabled)
    TRY(scan_for_malware(market, *validation.archive, upload));
  else
    not_run.push_back(review::kMalware);
  // Nobody runs what is refused already.
  if (market.means.trial.checker.empty() || !market.policy.setting(review::kTrial).enabled ||
      review::verdict(upload.findings) == UploadState::rejected) {
    not_run.push_back(review::kTrial);
    return ok();
  }
  const std::lock_guard lock(market.means.trials);
  const auto seen = TRY(review::run_trial(quarantined_file(market, upload), market.means.trial));
  for (Finding& found : review::weighed(seen, market.policy))
    upload.findings.push_back(std::move(found));
  return ok();
}

Status run_checks(Market& market, const Vendor& vendor, Upload& upload) {
  upload.state = UploadState::validating;
  upload.findings.clear();
  TRY(save(market, upload));
  auto keys = TRY(parse_vendor_keys(vendor.public_keys));
  const review::Sender sender{.vendor = vendor.name, .keys = std::move(keys)};
  review::Validation validation = review::validate(quarantined_file(market, upload), sender);
  upload.findings = std::move(validation.findings);
  std::vector<std::string_view> not_run;
  if (validation.manifest) {
    upload.plugin_id = validation.manifest->id;
    upload.version = validation.manifest->version;
    upload.target_path = package_path(upload.plugin_id, upload.version);
    upload.manifest = validation.manifest->document;
    upload.state = UploadState::scanning;
    TRY(save(market, upload));
    TRY(look_inside(market, validation, upload, not_run));
  }
  return save_verdict(market, upload, std::move(not_run));
}

void save_failure(Market& market, Upload& upload, const Error& error) {
  upload.state = UploadState::errored;
  upload.checked_at_ms = market.clock.now_ms();
  const Status saved = market.database.transaction([&](db::Session& session) -> Status {
    TRY(UploadStore(session).save_checks(upload));
    return note(session, market, upload.operation_id, "market", "failed", error.message);
  });
  if (!saved) log::error("upload state not written", {{"error", saved.error().message}});
}

}  // namespace

Result<Upload> run_review(Market& market, const Vendor& sender, Upload upload) {
  const Reservation reservation(market.means, upload);
  if (!reservation) return upload;
  if (const Status checked = run_checks(market, sender, upload); !checked) {
    save_failure(market, upload, checked.error());
    return checked.error();
  }
  log::info("upload checked", {{"vendor", upload.vendor},
                               {"plugin", upload.plugin_id},
                               {"version", upload.version},
                               {"state", to_text(upload.state)}});
  return upload;
}

Status resume_reviews(Market& market) {
  const TimeMs failed_before_ms = market.clock.now_ms() - kFailedPauseMs;
  const auto waiting = TRY(market.database.read(
      [&](db::Session& session) { return UploadStore(session).unfinished(failed_before_ms); }));
  for (const Upload& upload : waiting) {
    std::error_code unreadable;
    // Without its bytes it waits for the vendor, who sends them again.
    if (!std::filesystem::exists(quarantined_file(market, upload), unreadable)) continue;
    const auto sender = active_vendor(market, upload.vendor);
    if (!sender) continue;
    if (const auto checked = run_review(market, *sender, upload); !checked)
      log::error("upload not checked",
                 {{"operation", upload.operation_id}, {"error", checked.error().message}});
  }
  return ok();
}

}  // namespace kontor::marketplace
