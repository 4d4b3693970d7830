#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "licensing/core/offer.hpp"

namespace kontor::marketplace {

// A buyer. `ledger_key` is the hexadecimal Ed25519 key of the seat ledger that counts its
// licences: its own host's or the market's.
struct Company {
  std::string company_id = {};
  std::string name = {};
  std::string ledger_key = {};
  TimeMs created_at_ms = 0;
};

enum class OrderState { invoiced, licensed };
std::string_view to_text(OrderState state);
Result<OrderState> parse_order_state(std::string_view text);

// One purchase. The offer is frozen in it as its vendor signed it.
struct Order {
  std::string order_id = {};
  std::string company_id = {};
  std::string offer_id = {};
  Json offer = {};  // DSSE envelope.
  std::string product = {};
  std::int64_t seats = 0;
  licensing::Money total = {};
  OrderState state = OrderState::invoiced;
  std::string invoice_number = {};
  std::string idempotency_key = {};
  TimeMs created_at_ms = 0;
};

// Money that arrived for an order, as the operator saw it.
struct Payment {
  std::string order_id = {};
  std::string reference = {};  // Of the bank; one reference pays one order.
  licensing::Money money = {};
  TimeMs recorded_at_ms = 0;
};

// A licence document as issued. Never changed.
struct IssuedLicense {
  std::string license_id = {};
  std::string order_id = {};
  std::string company_id = {};
  std::string product = {};
  std::string document = {};  // PASETO
  TimeMs issued_at_ms = 0;
};

}  // namespace kontor::marketplace
