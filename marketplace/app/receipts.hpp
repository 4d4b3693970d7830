#pragma once

#include <string>
#include <vector>

#include "marketplace/app/market.hpp"
#include "marketplace/app/orders.hpp"
#include "marketplace/core/receipt.hpp"

namespace kontor::marketplace {

// Money that came in, as somebody tells it.
struct MoneyIn {
  ReceiptSource source = ReceiptSource::hand;
  std::string reference = {};
  licensing::Money money = {};
  std::string order_id = {};  // Empty: found by the payment reference in the message, or not.
  std::string payer = {};
  std::string message = {};
};

// Records it, once: a reference that is known changes nothing and answers what it became
// (conflict, code "reference-used", if it told another sum). Applies it to its order as far as
// that is open, books the split, and licenses what is paid; the rest is held.
Result<Receipt> take_money(Market& market, const MoneyIn& in);

// The operator's word that an invoice, or the next instalments of one, was paid in full:
// invalid_argument for another sum, conflict for a second payment, or a reference that paid another
// order. An empty currency means the invoice's.
Result<OrderStanding> record_payment(Market& market, const std::string& order_id,
                                     const std::string& reference, const licensing::Money& money);

// Applies money that is held to an order.
Result<Receipt> match_receipt(Market& market, const std::string& receipt_id,
                              const std::string& order_id);
// Money that is held went back to its payer with this reference. Again is the same success.
Result<Receipt> return_receipt(Market& market, const std::string& receipt_id,
                               const std::string& reference);

// Receipts with money held, oldest first, 100 a page.
Result<std::vector<Receipt>> held_receipts(Market& market, const std::string& after_id);

}  // namespace kontor::marketplace
