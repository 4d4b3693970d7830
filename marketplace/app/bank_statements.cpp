#include "marketplace/app/bank_statements.hpp"

#include "base/core/log.hpp"
#include "marketplace/app/receipts.hpp"
#include "marketplace/billing/camt053.hpp"

namespace kontor::marketplace {

Result<ImportedStatement> import_statement(Market& market, const std::string& xml) {
  const auto statement = billing::parse_camt053(xml);
  if (!statement)
    return Error{ErrorCode::invalid_argument,
                 "the bank statement was not read: " + statement.error().message,
                 kontor::to_text(Json{{"code", "not-a-statement"}})};
  ImportedStatement imported{.statement_id = statement->statement_id,
                             .account = statement->account,
                             .receipts = {},
                             .skipped = statement->skipped};
  imported.receipts.reserve(statement->credits.size());
  for (const BankEntry& entry : statement->credits) {
    Receipt receipt =
        TRY(take_money(market, {.source = ReceiptSource::statement,
                                .reference = entry.reference,
                                .money = {.amount = entry.amount, .currency = entry.currency},
                                .order_id = {},
                                .payer = entry.payer,
                                .message = entry.message}));
    imported.receipts.push_back(std::move(receipt));
  }
  log::info("bank statement read",
            {{"credits", imported.receipts.size()}, {"skipped", imported.skipped}});
  return imported;
}

}  // namespace kontor::marketplace
