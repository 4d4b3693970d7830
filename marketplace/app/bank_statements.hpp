#pragma once

#include <string>
#include <vector>

#include "marketplace/app/market.hpp"
#include "marketplace/core/receipt.hpp"

namespace kontor::marketplace {

// What a bank's file brought.
struct ImportedStatement {
  std::string statement_id = {};
  std::string account = {};
  std::vector<Receipt> receipts = {};  // Of each credit, in the file's order; known ones, too.
  std::int64_t skipped = 0;            // Debits, reversals, entries not booked.
};

// Records each credit of a camt.053 file, one transaction a credit: the same file again, or one
// that overlaps, changes nothing more. invalid_argument (code "not-a-statement"), with nothing
// recorded, for a file that cannot be read.
Result<ImportedStatement> import_statement(Market& market, const std::string& xml);

}  // namespace kontor::marketplace
