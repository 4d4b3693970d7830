#pragma once

#include <string>
#include <vector>

#include "marketplace/app/market.hpp"
#include "marketplace/core/upload.hpp"

namespace kontor::marketplace {

// How long a rejected package's bytes are kept, so that its vendor can appeal.
inline constexpr TimeMs kAppealWindowMs = TimeMs{14} * 24 * 60 * 60 * 1000;

struct ReviewQueue {
  std::vector<Upload> uploads = {};  // That wait for a decision, oldest first.
  std::vector<Upload> appeals = {};  // Whose appeal waits for an answer.
};
Result<ReviewQueue> review_queue(Market& market);

struct Verdict {
  Decision decision = Decision::reject;
  std::string reason = {};
  std::string attestation = {};  // DSSE made at the operator's desk; may be empty.
};
// The operator's word, with its reason. Approval puts the package where the vendor's signed
// role can name it, and keeps the attestation to be served. The same decision again is the same
// success; another one is a conflict.
Result<Upload> decide_upload(Market& market, const std::string& operation_id,
                             const Verdict& verdict);

// Keeps an attestation of an approved package, in place of an earlier one. invalid_argument
// unless it speaks of this package; who may attest is for hosts to judge.
Result<Upload> attest_upload(Market& market, const std::string& operation_id,
                             const std::string& attestation);
// The envelope for GET /packages/<sha256>.review.dsse; not_found.
Result<std::string> review_attestation(Market& market, const std::string& sha256);

// A vendor's word against a rejection, by a person or by checks that the policy may soften.
// conflict where nothing is rejected, was appealed before, or the bytes are gone.
Result<Upload> appeal_decision(Market& market, const std::string& vendor,
                               const std::string& operation_id, const std::string& text);
enum class AppealOutcome { upheld, overturned };
// The operator's answer; overturned, the upload is back in the queue.
Result<Upload> answer_appeal(Market& market, const std::string& operation_id, AppealOutcome outcome,
                             const std::string& answer);

// Removes the bytes of packages that were approved, and of those rejected longer ago than the
// time for an appeal.
Status sweep_quarantine(Market& market);

}  // namespace kontor::marketplace
