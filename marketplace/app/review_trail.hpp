#pragma once

#include <string>
#include <vector>

#include "marketplace/app/market.hpp"
#include "marketplace/core/upload.hpp"

namespace kontor::marketplace {

// Writes who did what with an upload into its trail, in the caller's transaction.
Status note(db::Session& session, Market& market, const std::string& operation_id,
            const std::string& actor, const std::string& kind, const std::string& detail);

// The upload with its appeal; not_found.
Result<Upload> known_upload(db::Session& session, const std::string& operation_id);

// The trail of one upload, oldest first; not_found also for another vendor's (empty: the
// operator, who sees all).
Result<std::vector<ReviewEvent>> review_history(Market& market, const std::string& vendor,
                                                const std::string& operation_id);

// The trail of all, newest first, up to 200 before the event `before_id` (empty: the newest).
Result<std::vector<ReviewEvent>> review_audit(Market& market, const std::string& before_id);

}  // namespace kontor::marketplace
