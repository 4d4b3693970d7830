#include "marketplace/app/uploads.hpp"

#include "base/core/log.hpp"
#include "marketplace/app/quarantine.hpp"
#include "marketplace/app/vendors.hpp"
#include "marketplace/repository/signing.hpp"
#include "marketplace/review/checks.hpp"
#include "marketplace/store/upload_store.hpp"

namespace kontor::marketplace {
namespace {

Status save(Market& market, const Upload& upload) {
  return market.database.transaction(
      [&](db::Session& session) { return UploadStore(session).save_checks(upload); });
}

// Adds what only the other uploads can tell, and writes the outcome: one transaction, so that
// of two uploads of one version only one passes.
Status save_verdict(Market& market, Upload& upload) {
  const std::vector<Finding> own = upload.findings;
  return market.database.transaction([&](db::Session& session) -> Status {
    upload.findings = own;
    UploadStore store(session);
    if (!upload.target_path.empty()) {
      if (!TRY(store.rivals(upload)).empty()) {
        upload.findings.push_back(
            {.rule = std::string(review::kVersionTaken),
             .file = std::string(package::kManifestMember),
             .message = upload.plugin_id + " " + upload.version + " exists with other bytes"});
      } else {
        const auto before = TRY(store.approved_versions(upload.plugin_id));
        for (Finding& found : review::check_version_order(upload.version, before, market.policy))
          upload.findings.push_back(std::move(found));
      }
    }
    upload.state = review::verdict(upload.findings);
    return store.save_checks(upload);
  });
}

Status run_checks(Market& market, const Vendor& vendor, Upload& upload) {
  upload.state = UploadState::validating;
  upload.findings.clear();
  TRY(save(market, upload));
  const review::Sender sender{.vendor = vendor.name,
                              .keys = TRY(parse_vendor_keys(vendor.public_keys))};
  review::Validation validation = review::validate(quarantined_file(market, upload), sender);
  upload.findings = std::move(validation.findings);
  if (validation.manifest) {
    upload.plugin_id = validation.manifest->id;
    upload.version = validation.manifest->version;
    upload.target_path = package_path(upload.plugin_id, upload.version);
    upload.manifest = validation.manifest->document;
    upload.state = UploadState::scanning;
    TRY(save(market, upload));
    for (Finding& found : review::scan(*validation.archive, *validation.manifest, market.policy))
      upload.findings.push_back(std::move(found));
  }
  return save_verdict(market, upload);
}

// A conflict stays one however often it is asked.
Result<Upload> answer(Upload upload) {
  for (const Finding& found : upload.findings)
    if (found.rule == review::kVersionTaken)
      return Error{ErrorCode::conflict, found.message, R"({"code":"version-taken"})"};
  return upload;
}

}  // namespace

Result<Upload> receive_upload(Market& market, const std::string& vendor,
                              const std::string& operation_id, const std::filesystem::path& file) {
  const Vendor sender = TRY(active_vendor(market, vendor));
  const FileDigest digest = TRY(digest_of(file));
  if (operation_id != operation_id_of(vendor, digest.sha256))
    return Error{ErrorCode::invalid_argument,
                 "the operation id does not belong to these bytes; was the upload cut short?"};
  Upload upload{.operation_id = operation_id,
                .vendor = vendor,
                .sha256 = digest.sha256,
                .length = digest.length,
                .created_at_ms = market.clock.now_ms()};
  upload = TRY(market.database.transaction(
      [&](db::Session& session) { return UploadStore(session).begin(upload); }));
  if (!checks_unfinished(upload.state)) return answer(std::move(upload));
  TRY(take_into_quarantine(market, upload, file));
  if (const Status checked = run_checks(market, sender, upload); !checked) {
    upload.state = UploadState::errored;
    if (const Status saved = save(market, upload); !saved)
      log::error("upload state not written", {{"error", saved.error().message}});
    return checked.error();
  }
  if (upload.state == UploadState::rejected) leave_quarantine(market, upload);
  log::info("upload checked", {{"vendor", vendor},
                               {"plugin", upload.plugin_id},
                               {"version", upload.version},
                               {"state", to_text(upload.state)}});
  return answer(std::move(upload));
}

Result<Upload> get_upload(Market& market, const std::string& vendor,
                          const std::string& operation_id) {
  Upload upload = TRY(market.database.read(
      [&](db::Session& session) { return UploadStore(session).get(operation_id); }));
  if (upload.vendor != vendor)
    return Error{ErrorCode::not_found, "no upload '" + operation_id + "'"};
  return upload;
}

Result<std::vector<Upload>> review_queue(Market& market) {
  return market.database.read([](db::Session& session) { return UploadStore(session).queue(); });
}

Result<Upload> decide_upload(Market& market, const std::string& operation_id, Decision decision,
                             const std::string& reason) {
  const std::lock_guard lock(market.publishing);
  Upload upload = TRY(market.database.read(
      [&](db::Session& session) { return UploadStore(session).get(operation_id); }));
  if (upload.decision == decision) return upload;
  if (upload.decision)
    return Error{ErrorCode::conflict, "upload '" + operation_id + "' was decided before: " +
                                          std::string(to_text(*upload.decision))};
  if (upload.state != UploadState::passed && upload.state != UploadState::quarantined)
    return Error{ErrorCode::conflict, "an upload in state " + std::string(to_text(upload.state)) +
                                          " is not for a person to decide"};
  if (decision == Decision::approve)
    TRY(market.repository.store_target(upload.target_path, quarantined_file(market, upload)));
  TRY(market.database.transaction([&](db::Session& session) {
    return UploadStore(session).decide(operation_id, decision, reason);
  }));
  leave_quarantine(market, upload);
  upload.decision = decision;
  upload.reason = reason;
  log::info(
      "upload decided",
      {{"plugin", upload.plugin_id}, {"version", upload.version}, {"decision", to_text(decision)}});
  return upload;
}

}  // namespace kontor::marketplace
