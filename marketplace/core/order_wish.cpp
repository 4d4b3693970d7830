#include "marketplace/core/order_wish.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace kontor::marketplace {
namespace {

constexpr std::array<std::pair<OrderKind, std::string_view>, 8> kOrderKinds{
    {{OrderKind::purchase, "purchase"},
     {OrderKind::rental, "rental"},
     {OrderKind::instalments, "instalments"},
     {OrderKind::trial, "trial"},
     {OrderKind::renewal, "renewal"},
     {OrderKind::upgrade, "upgrade"},
     {OrderKind::buy_out, "buy_out"},
     {OrderKind::major_update, "major_update"}}};

Error invalid_order(const std::string& sentence) {
  return {ErrorCode::invalid_argument, sentence, kontor::to_text(Json{{"code", "invalid-order"}})};
}

Status check_wish(const OrderWish& wish) {
  const bool changes = changes_license(wish.kind);
  const std::string kind(to_text(wish.kind));
  if (changes && wish.license_id.empty())
    return invalid_order("a " + kind + " names the licence it changes: \"license_id\"");
  if (!changes && !wish.license_id.empty())
    return invalid_order("a " + kind + " makes a new licence; leave \"license_id\" out");
  const bool needs_offer = !changes || wish.kind == OrderKind::upgrade;
  if (needs_offer && wish.offer_id.empty())
    return invalid_order("say which offer you order: \"offer_id\"");
  if (!needs_offer && !wish.offer_id.empty())
    return invalid_order("a " + kind +
                         " is under the licence's own frozen offer; leave "
                         "\"offer_id\" out");
  if (changes && wish.quantity != 0)
    return invalid_order("a " + kind + " keeps the licence's seats; leave \"quantity\" out");
  if (!changes && (wish.quantity < 1 || wish.quantity > kSeatsMax))
    return invalid_order("\"quantity\" is 1 to " + std::to_string(kSeatsMax));
  if (wish.term_months < 0 || wish.term_months > kTermMonthsMax)
    return invalid_order("\"term_months\" is 1 to " + std::to_string(kTermMonthsMax));
  return ok();
}

}  // namespace

std::string_view to_text(OrderKind kind) {
  const auto found =
      std::ranges::find(kOrderKinds, kind, &std::pair<OrderKind, std::string_view>::first);
  return found->second;
}

Result<OrderKind> parse_order_kind(std::string_view text) {
  for (const auto& [kind, name] : kOrderKinds)
    if (name == text) return kind;
  return invalid_order("no kind of order \"" + std::string(text) + "\"");
}

bool changes_license(OrderKind kind) {
  return kind == OrderKind::renewal || kind == OrderKind::upgrade || kind == OrderKind::buy_out ||
         kind == OrderKind::major_update;
}

Result<OrderWish> parse_order_wish(const Json& json) {
  OrderWish wish;
  if (json.contains("kind")) {
    const std::string kind = TRY(json_text(json, "kind"));
    wish.kind = TRY(parse_order_kind(kind));
  }
  if (json.contains("offer_id")) wish.offer_id = TRY(json_text(json, "offer_id"));
  if (json.contains("license_id")) wish.license_id = TRY(json_text(json, "license_id"));
  if (json.contains("quantity")) wish.quantity = TRY(json_integer(json, "quantity"));
  if (json.contains("term_months")) wish.term_months = TRY(json_integer(json, "term_months"));
  if (json.contains("coupon")) wish.coupon = TRY(json_text(json, "coupon"));
  TRY(check_wish(wish));
  return wish;
}

Json to_json(const OrderWish& wish) {
  Json json{{"kind", to_text(wish.kind)}};
  if (!wish.offer_id.empty()) json["offer_id"] = wish.offer_id;
  if (!wish.license_id.empty()) json["license_id"] = wish.license_id;
  if (wish.quantity != 0) json["quantity"] = wish.quantity;
  if (wish.term_months != 0) json["term_months"] = wish.term_months;
  if (!wish.coupon.empty()) json["coupon"] = wish.coupon;
  return json;
}

}  // namespace kontor::marketplace
