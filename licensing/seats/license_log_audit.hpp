#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/db/database.hpp"
#include "licensing/seats/license_log.hpp"

namespace kontor::licensing {

// Something that is not as the ledger wrote it.
struct LogFinding {
  std::int64_t chain = 0;
  std::int64_t number = 0;  // 0: the chain as a whole.
  std::string code;         // changed, missing, truncated, rewritten, chain-missing
  std::string text;         // For people; names the entry.
};

struct LogAudit {
  std::int64_t entries = 0;
  std::vector<LogAnchor> anchors;    // Where each chain stands; keep them for the next audit.
  std::vector<LogFinding> findings;  // At most kFindingsMax, in order of the log.
  bool whole() const { return findings.empty(); }

  static constexpr std::size_t kFindingsMax = 100;
};

// Walks all chains in one snapshot, some memory at a time. `kept`: anchors of earlier audits
// from outside the database, so that a log cut back to an older state is noticed too.
Result<LogAudit> audit_license_log(db::Database& database, std::string_view seal_key,
                                   const std::vector<LogAnchor>& kept = {});

}  // namespace kontor::licensing
