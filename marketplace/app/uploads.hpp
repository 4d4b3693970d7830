#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "marketplace/app/market.hpp"
#include "marketplace/core/upload.hpp"

namespace kontor::marketplace {

// Takes a package (a file it may move away) into quarantine and runs the checks. The same bytes
// again are the same operation: a finished one is answered as it stands, one that a crash cut short
// is checked again. conflict (code "version-taken") for a version that exists with other bytes;
// invalid_argument unless `operation_id` is operation_id_of(vendor, SHA-256 of `file`).
Result<Upload> receive_upload(Market& market, const std::string& vendor,
                              const std::string& operation_id, const std::filesystem::path& file);

// not_found also for another vendor's.
Result<Upload> get_upload(Market& market, const std::string& vendor,
                          const std::string& operation_id);

// What waits for the operator, oldest first.
Result<std::vector<Upload>> review_queue(Market& market);

// The operator's word, with its reason. Approval puts the package where the vendor's signed
// role can name it. The same decision again is the same success; another one is a conflict.
Result<Upload> decide_upload(Market& market, const std::string& operation_id, Decision decision,
                             const std::string& reason);

}  // namespace kontor::marketplace
