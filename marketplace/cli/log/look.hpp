#pragma once

#include <string>

#include "base/core/json.hpp"
#include "marketplace/cli/log/source.hpp"

namespace kontor::marketplace {

// The entry at an index, or of a release's sha256, proven under the log's signed checkpoint:
// {"index","entry","size"}. not_found if the log has none.
Result<Json> show_entry(LogSource& source, const tlog::LogPolicy& policy, const std::string& what);

// The offline proof of a release, verified; made from tiles when the source has none ready.
Result<std::string> proof_of(LogSource& source, const tlog::LogPolicy& policy,
                             const std::string& sha256);

// What a proof file proves: {"index","entry","size"}.
Result<Json> read_proof(const std::string& proof, const tlog::LogPolicy& policy);

}  // namespace kontor::marketplace
