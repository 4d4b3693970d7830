#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "licensing/core/offer.hpp"
#include "marketplace/core/order_wish.hpp"
#include "marketplace/core/party.hpp"
#include "marketplace/core/proportion.hpp"

namespace kontor::marketplace {

// A buyer. `ledger_key` is the hexadecimal Ed25519 key of the seat ledger that counts its
// licences: its own host's or the market's.
struct Company {
  std::string company_id = {};
  std::string name = {};
  std::string ledger_key = {};
  TimeMs created_at_ms = 0;
  Party party = {};  // As invoices name it.
};

enum class OrderState {
  invoiced,
  licensed,   // Paid, or paid so far as its instalments are due.
  cancelled,  // Before it was paid.
  refunded,
};
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
  licensing::Money total = {};  // With tax: what is to be paid.
  OrderState state = OrderState::invoiced;
  std::string invoice_number = {};
  std::string idempotency_key = {};
  TimeMs created_at_ms = 0;
  std::string vendor = {};
  OrderWish wish = {};
  std::int64_t months = 0;
  Split split = {};             // Of the total.
  std::int64_t paid = 0;        // Of the total.
  TimeMs licensed_at_ms = 0;    // 0: not yet.
  std::string license_id = {};  // It made or changes; empty: it will make one.
};

// A licence as it stands. Each document ever issued for it is kept beside it.
struct IssuedLicense {
  std::string license_id = {};
  std::string order_id = {};  // The first.
  std::string company_id = {};
  std::string product = {};
  std::string document = {};  // PASETO; the newest.
  TimeMs issued_at_ms = 0;    // Of the newest document.
  std::int64_t documents = 1;
  TimeMs activated_at_ms = 0;  // 0: never.
  TimeMs ends_at_ms = 0;       // What its holder must be told in time; 0: nothing ends.
  std::string end_kind = {};   // "license", "updates", "trial" or "instalment".
  TimeMs cancelled_at_ms = 0;  // Not to be renewed.
  TimeMs revoked_at_ms = 0;
};

}  // namespace kontor::marketplace
