#pragma once

#include <string>
#include <string_view>

#include "base/core/clock.hpp"
#include "licensing/core/offer.hpp"

namespace kontor::marketplace {

enum class ReceiptSource {
  hand,       // The operator's word.
  statement,  // A bank's file.
  provider,   // A payment provider's webhook.
};
std::string_view to_text(ReceiptSource source);
Result<ReceiptSource> parse_receipt_source(std::string_view text);

// What became of money that came in. What is not applied to an order is held until it is returned
// or matched; nothing of it is lost or earned.
enum class ReceiptOutcome {
  paid,       // All of it, and with it something is licensed.
  partial,    // All of it went to its order, which wants more.
  over,       // It paid its order; the rest is held.
  doubled,    // Its order was paid, or is closed; all of it is held.
  unmatched,  // Nobody knows what for, or it is in another currency; all of it is held.
};
std::string_view to_text(ReceiptOutcome outcome);  // "double" for doubled.
Result<ReceiptOutcome> parse_receipt_outcome(std::string_view text);

// Money that came in, whoever told. One reference is one receipt, however often it is told.
struct Receipt {
  std::string receipt_id = {};
  ReceiptSource source = ReceiptSource::hand;
  std::string reference = {};  // Of the bank or provider.
  std::string order_id = {};   // Empty: unmatched.
  licensing::Money money = {};
  std::int64_t applied = 0;   // To the order.
  std::int64_t returned = 0;  // To the payer.
  ReceiptOutcome outcome = ReceiptOutcome::unmatched;
  std::string payer = {};
  std::string message = {};
  std::string return_reference = {};
  TimeMs recorded_at_ms = 0;

  std::int64_t held() const { return money.amount - applied - returned; }
};

}  // namespace kontor::marketplace
