#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "marketplace/cli/desk/desk.hpp"

namespace kontor::marketplace {

struct BillingWish {
  Address address;
  std::string subject, order, reference, reason, currency;
  std::int64_t amount = 0;
  std::filesystem::path file;
  bool goodwill = false, credit_note = false;
};

// The operator's verbs about money: orders, bank-statement, receipts, match, return, refund,
// cancel, invoice, payout, statement. Their answer is written into `answer`.
std::vector<CLI::App*> add_billing_verbs(CLI::App& app, Result<Json>& answer);

}  // namespace kontor::marketplace
