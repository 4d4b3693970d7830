#pragma once

#include <filesystem>
#include <string>

#include "marketplace/app/market.hpp"
#include "marketplace/core/upload.hpp"

namespace kontor::marketplace {

// Takes a whole package (a file it may move away) into quarantine and runs the checks. The same
// bytes again are the same operation: a finished one is answered as it stands, one that a crash
// cut short is checked again, one that is being checked is answered with its present state.
// conflict (code "version-taken") for a version that exists with other bytes;
// invalid_argument unless `operation_id` is operation_id_of(vendor, SHA-256 of `file`).
Result<Upload> receive_upload(Market& market, const std::string& vendor,
                              const std::string& operation_id, const std::filesystem::path& file);

// not_found also for another vendor's; the operator (an empty `vendor`) sees all.
Result<Upload> get_upload(Market& market, const std::string& vendor,
                          const std::string& operation_id);

}  // namespace kontor::marketplace
