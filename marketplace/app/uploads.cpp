#include "marketplace/app/uploads.hpp"

#include "marketplace/app/quarantine.hpp"
#include "marketplace/app/review_run.hpp"
#include "marketplace/app/review_trail.hpp"
#include "marketplace/app/vendors.hpp"
#include "marketplace/store/upload_store.hpp"

namespace kontor::marketplace {
namespace {

// A conflict stays one however often it is asked.
Result<Upload> upload_answer(Upload upload) {
  for (const Finding& found : upload.findings)
    if (found.rule == review::kVersionTaken)
      return Error{ErrorCode::conflict, found.message, R"({"code":"version-taken"})"};
  return upload;
}

// The upload as it is known, or begun with its first entry in the trail.
Result<Upload> begin_upload(Market& market, const Upload& upload) {
  return market.database.transaction([&](db::Session& session) -> Result<Upload> {
    UploadStore store(session);
    if (auto known = store.get(upload.operation_id);
        known || known.error().code != ErrorCode::not_found)
      return known;
    Upload begun = TRY(store.begin(upload));
    TRY(note(session, market, upload.operation_id, "vendor " + upload.vendor, "received",
             upload.sha256 + ", " + std::to_string(upload.length) + " bytes"));
    return begun;
  });
}

}  // namespace

Result<Upload> receive_upload(Market& market, const std::string& vendor,
                              const std::string& operation_id, const std::filesystem::path& file) {
  const Vendor sender = TRY(active_vendor(market, vendor));
  const FileDigest digest = TRY(digest_of(file));
  if (operation_id != operation_id_of(vendor, digest.sha256))
    return Error{ErrorCode::invalid_argument,
                 "the operation id does not belong to these bytes; was the upload cut short?",
                 R"({"code":"other-bytes"})"};
  Upload upload = TRY(begin_upload(market, {.operation_id = operation_id,
                                            .vendor = vendor,
                                            .sha256 = digest.sha256,
                                            .length = digest.length,
                                            .created_at_ms = market.clock.now_ms()}));
  if (!checks_unfinished(upload.state)) return upload_answer(std::move(upload));
  TRY(take_into_quarantine(market, upload, file));
  return upload_answer(TRY(run_review(market, sender, std::move(upload))));
}

Result<Upload> get_upload(Market& market, const std::string& vendor,
                          const std::string& operation_id) {
  Upload upload = TRY(market.database.read(
      [&](db::Session& session) { return known_upload(session, operation_id); }));
  if (!vendor.empty() && upload.vendor != vendor)
    return Error{ErrorCode::not_found, "no upload '" + operation_id + "'"};
  return upload;
}

}  // namespace kontor::marketplace
