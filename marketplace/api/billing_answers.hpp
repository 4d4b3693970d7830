#pragma once

#include "base/core/json.hpp"
#include "marketplace/app/bank_statements.hpp"
#include "marketplace/app/orders.hpp"
#include "marketplace/core/notice.hpp"
#include "marketplace/core/receipt.hpp"
#include "marketplace/core/vendor_account.hpp"

namespace kontor::marketplace {

// The JSON of what concerns money and licences sold.
Json answer(const Order& order);
Json answer(const OrderStanding& standing);
Json answer(const IssuedLicense& license);
Json answer(const Receipt& receipt);
Json answer(const ImportedStatement& imported);
Json answer(const Notice& notice);
Json answer(const Posting& posting);
Json answer(const Commitment& commitment);
Json answer(const VendorAccount& account);

}  // namespace kontor::marketplace
