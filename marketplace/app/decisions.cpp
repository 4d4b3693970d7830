#include "marketplace/app/decisions.hpp"

#include "base/core/bytes.hpp"
#include "base/core/log.hpp"
#include "marketplace/app/quarantine.hpp"
#include "marketplace/app/review_trail.hpp"
#include "marketplace/store/review_store.hpp"
#include "marketplace/store/upload_store.hpp"

namespace kontor::marketplace {
namespace {

// That the envelope is one over a review of this very package. Its signature is not judged:
// a market's word on that is worth nothing to a host.
Status check_attestation(const Upload& upload, const std::string& attestation) {
  const Json envelope = TRY(parse_json(attestation, {.bytes_max = kReviewBytesMax}));
  const std::string type = TRY(json_text(envelope, "payloadType"));
  if (type != kReviewPayloadType)
    return Error{ErrorCode::invalid_argument, "the attestation is of type " + type};
  const std::string encoded = TRY(json_text(envelope, "payload"));
  const std::string payload = TRY(base64_decode(encoded));
  const Review review = TRY(parse_review(payload));
  if (review.sha256 != upload.sha256 || review.plugin != upload.plugin_id ||
      review.version != upload.version)
    return Error{ErrorCode::invalid_argument, "the attestation speaks of " + review.plugin + " " +
                                                  review.version + ", sha256 " + review.sha256};
  return ok();
}

Status keep_attestation(db::Session& session, Market& market, const Upload& upload,
                        const std::string& attestation) {
  TRY(ReviewStore(session).put_attestation({.sha256 = upload.sha256,
                                            .operation_id = upload.operation_id,
                                            .envelope = attestation,
                                            .attested_at_ms = market.clock.now_ms()}));
  return note(session, market, upload.operation_id, "operator", "attested", upload.sha256);
}

Status check_decidable(const Upload& upload) {
  if (upload.state != UploadState::passed && upload.state != UploadState::quarantined)
    return Error{ErrorCode::conflict, "an upload in state " + std::string(to_text(upload.state)) +
                                          " is not for a person to decide"};
  return ok();
}

Result<Upload> upload_by_id(Market& market, const std::string& operation_id) {
  return market.database.read(
      [&](db::Session& session) { return known_upload(session, operation_id); });
}

}  // namespace

Result<ReviewQueue> review_queue(Market& market) {
  return market.database.read([](db::Session& session) -> Result<ReviewQueue> {
    ReviewQueue queue;
    queue.uploads = TRY(UploadStore(session).queue());
    for (const std::string& id : TRY(ReviewStore(session).open_appeals()))
      queue.appeals.push_back(TRY(known_upload(session, id)));
    return queue;
  });
}

Result<Upload> decide_upload(Market& market, const std::string& operation_id,
                             const Verdict& verdict) {
  const std::lock_guard lock(market.publishing);
  Upload upload = TRY(upload_by_id(market, operation_id));
  if (upload.decision == verdict.decision && verdict.attestation.empty()) return upload;
  if (upload.decision && upload.decision != verdict.decision)
    return Error{ErrorCode::conflict, "upload '" + operation_id + "' was decided before: " +
                                          std::string(to_text(*upload.decision))};
  TRY(check_decidable(upload));
  if (!verdict.attestation.empty()) TRY(check_attestation(upload, verdict.attestation));
  const bool approved = verdict.decision == Decision::approve;
  const bool decided_before = upload.decision.has_value();
  if (approved && !decided_before)
    TRY(market.repository.store_target(upload.target_path, quarantined_file(market, upload)));
  const auto write = [&](db::Session& session) -> Status {
    if (!decided_before) {
      TRY(UploadStore(session).decide(operation_id, verdict.decision, verdict.reason));
      TRY(note(session, market, operation_id, "operator", "decided",
               std::string(to_text(verdict.decision)) + ": " + verdict.reason));
    }
    return approved && !verdict.attestation.empty()
               ? keep_attestation(session, market, upload, verdict.attestation)
               : ok();
  };
  TRY(market.database.transaction(write));
  if (approved) leave_quarantine(market, upload);
  log::info("upload decided", {{"plugin", upload.plugin_id},
                               {"version", upload.version},
                               {"decision", to_text(verdict.decision)}});
  return upload_by_id(market, operation_id);
}

Result<Upload> attest_upload(Market& market, const std::string& operation_id,
                             const std::string& attestation) {
  Upload upload = TRY(upload_by_id(market, operation_id));
  if (upload.decision != Decision::approve)
    return Error{ErrorCode::conflict, "only an approved package is attested"};
  TRY(check_attestation(upload, attestation));
  TRY(market.database.transaction([&](db::Session& session) {
    return keep_attestation(session, market, upload, attestation);
  }));
  return upload;
}

Result<std::string> review_attestation(Market& market, const std::string& sha256) {
  return market.database.read(
      [&](db::Session& session) { return ReviewStore(session).attestation(sha256); });
}

Status sweep_quarantine(Market& market) {
  const TimeMs now_ms = market.clock.now_ms();
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(market.quarantine, failed)) {
    if (entry.path().extension() != ".kpkg") continue;
    const auto upload = upload_by_id(market, entry.path().stem().string());
    if (!upload && upload.error().code != ErrorCode::not_found) return upload.error();
    const bool is_waiting = upload && !upload->decision && upload->state != UploadState::rejected;
    const bool may_appeal = upload && upload->decision != Decision::approve &&
                            now_ms - upload->checked_at_ms < kAppealWindowMs;
    const bool is_appealed = upload && upload->appeal && upload->appeal->outcome.empty();
    if (is_waiting || may_appeal || is_appealed) continue;
    std::error_code ignored;
    std::filesystem::remove(entry.path(), ignored);
  }
  if (failed) return Error{ErrorCode::internal, "no quarantine folder: " + failed.message()};
  return ok();
}

}  // namespace kontor::marketplace
