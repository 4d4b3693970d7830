#include "marketplace/core/order.hpp"

namespace kontor::marketplace {

std::string_view to_text(OrderState state) {
  return state == OrderState::licensed ? "licensed" : "invoiced";
}

Result<OrderState> parse_order_state(std::string_view text) {
  if (text == "licensed") return OrderState::licensed;
  if (text == "invoiced") return OrderState::invoiced;
  return Error{ErrorCode::internal, "no order state '" + std::string(text) + "'"};
}

}  // namespace kontor::marketplace
