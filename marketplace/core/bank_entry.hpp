#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace kontor::marketplace {

// One amount that came onto the seller's account, as a bank statement tells it.
struct BankEntry {
  std::string reference = {};  // Of the bank: the same payment in any file has the same.
  std::int64_t amount = 0;     // Minor units, above zero.
  std::string currency = {};
  std::string day = {};      // "2026-11-22"
  std::string payer = {};    // Name, as the bank knows it.
  std::string message = {};  // What the payer wrote: structured reference or free text.
};

struct BankStatement {
  std::string statement_id = {};
  std::string account = {};  // IBAN or another number.
  std::vector<BankEntry> credits = {};
  std::int64_t skipped = 0;  // Debits, reversals and entries that are not booked.
};

}  // namespace kontor::marketplace
