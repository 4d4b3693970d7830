#include "marketplace/core/order.hpp"

#include <array>
#include <utility>

namespace kontor::marketplace {
namespace {

constexpr std::array<std::pair<OrderState, std::string_view>, 4> kOrderStates{
    {{OrderState::invoiced, "invoiced"},
     {OrderState::licensed, "licensed"},
     {OrderState::cancelled, "cancelled"},
     {OrderState::refunded, "refunded"}}};

}  // namespace

std::string_view to_text(OrderState state) {
  for (const auto& [one, name] : kOrderStates)
    if (one == state) return name;
  return "invoiced";
}

Result<OrderState> parse_order_state(std::string_view text) {
  for (const auto& [state, name] : kOrderStates)
    if (name == text) return state;
  return Error{ErrorCode::internal, "no order state '" + std::string(text) + "'"};
}

}  // namespace kontor::marketplace
