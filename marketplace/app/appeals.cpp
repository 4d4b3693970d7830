#include <algorithm>

#include "marketplace/app/decisions.hpp"
#include "marketplace/app/quarantine.hpp"
#include "marketplace/app/review_trail.hpp"
#include "marketplace/store/review_store.hpp"
#include "marketplace/store/upload_store.hpp"

namespace kontor::marketplace {
namespace {

Status check_appealable(const Market& market, const Upload& upload) {
  if (upload.decision != Decision::reject && upload.state != UploadState::rejected)
    return Error{ErrorCode::conflict, "nothing was rejected here"};
  for (const Finding& finding : upload.findings)
    if (finding.enforced && finding.severity != "note" && !market.policy.may_change(finding.rule))
      return Error{ErrorCode::conflict,
                   "no appeal changes " + finding.rule + ": mend it and publish again"};
  std::error_code unreadable;
  if (!std::filesystem::exists(quarantined_file(market, upload), unreadable))
    return Error{ErrorCode::conflict, "the time for an appeal is over; publish again"};
  return ok();
}

}  // namespace

Result<Upload> appeal_decision(Market& market, const std::string& vendor,
                               const std::string& operation_id, const std::string& text) {
  return market.database.transaction([&](db::Session& session) -> Result<Upload> {
    const Upload upload = TRY(known_upload(session, operation_id));
    if (upload.vendor != vendor)
      return Error{ErrorCode::not_found, "no upload '" + operation_id + "'"};
    if (upload.appeal && upload.appeal->text == text) return upload;
    TRY(check_appealable(market, upload));
    TRY(ReviewStore(session).add_appeal(operation_id,
                                        {.text = text, .appealed_at_ms = market.clock.now_ms()}));
    TRY(note(session, market, operation_id, "vendor " + vendor, "appealed", text));
    return known_upload(session, operation_id);
  });
}

Result<Upload> answer_appeal(Market& market, const std::string& operation_id, AppealOutcome outcome,
                             const std::string& answer) {
  const std::lock_guard lock(market.publishing);
  const bool overturned = outcome == AppealOutcome::overturned;
  return market.database.transaction([&](db::Session& session) -> Result<Upload> {
    UploadStore store(session);
    const Upload upload = TRY(store.get(operation_id));
    const std::string word = overturned ? "overturned" : "upheld";
    TRY(ReviewStore(session).answer_appeal(
        operation_id,
        {.outcome = word, .answer = answer, .answered_at_ms = market.clock.now_ms()}));
    if (overturned) {
      TRY(check_appealable(market, upload));
      if (!upload.target_path.empty() && !TRY(store.rivals(upload)).empty())
        return Error{ErrorCode::conflict,
                     upload.plugin_id + " " + upload.version + " came with other bytes since"};
      TRY(store.reopen(operation_id));
    }
    TRY(note(session, market, operation_id, "operator", "answered", word + ": " + answer));
    return known_upload(session, operation_id);
  });
}

}  // namespace kontor::marketplace
