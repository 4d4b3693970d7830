#pragma once

#include "marketplace/app/orders.hpp"

namespace kontor::marketplace {

// How an order stands, inside the caller's transaction.
Result<OrderStanding> standing_of(db::Session& session, Order order);
// Read anew.
Result<OrderStanding> standing_of(db::Session& session, const std::string& order_id);

// "2026-000017": numbers of invoices and credit notes begin anew each year and have no gaps.
Result<std::string> next_invoice_number(db::Session& session, TimeMs now_ms);

}  // namespace kontor::marketplace
