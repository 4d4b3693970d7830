#include "marketplace/core/coupon.hpp"

#include <algorithm>

#include "base/core/json_schema.hpp"
#include "marketplace/core/proportion.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::int64_t kWholePercent = 100;

constexpr const char* kCouponSchema = R"json({
  "type": "object", "additionalProperties": false, "required": ["code", "offers", "until"],
  "properties": {
    "code": {"type": "string", "pattern": "^[a-z0-9-]+\\.[A-Za-z0-9-]+$", "maxLength": 80},
    "offers": {
      "type": "array", "minItems": 1, "maxItems": 100,
      "items": {"type": "string", "minLength": 1, "maxLength": 200}
    },
    "percent": {"type": "integer", "minimum": 1, "maximum": 100},
    "amount": {"type": "integer", "minimum": 1},
    "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
    "until": {"type": "string", "maxLength": 40},
    "uses_max": {"type": "integer", "minimum": 1, "maximum": 1000000}
  }
})json";

const JsonSchema& coupon_schema() {
  static const JsonSchema schema = JsonSchema::parse(Json::parse(kCouponSchema)).value();
  return schema;
}

Error coupon_refused(const std::string& sentence) {
  return {ErrorCode::conflict, sentence, kontor::to_text(Json{{"code", "coupon-not-valid"}})};
}

}  // namespace

Result<Coupon> parse_coupon(const Json& json) {
  TRY(coupon_schema().validate(json));
  Coupon coupon{.code = json["code"],
                .offers = json["offers"],
                .percent = json.value("percent", std::int64_t{0}),
                .amount = json.value("amount", std::int64_t{0}),
                .currency = json.value("currency", ""),
                .until_ms = 0,
                .uses_max = json.value("uses_max", std::int64_t{1})};
  coupon.until_ms = TRY(parse_rfc3339(json["until"].get_ref<const std::string&>()));
  if ((coupon.percent == 0) == (coupon.amount == 0) ||
      (coupon.amount == 0) != coupon.currency.empty())
    return Error{ErrorCode::invalid_argument,
                 "a coupon has either \"percent\", or \"amount\" with its \"currency\""};
  return coupon;
}

Json to_json(const Coupon& coupon) {
  Json json{{"code", coupon.code},
            {"offers", coupon.offers},
            {"until", to_rfc3339(coupon.until_ms)},
            {"uses_max", coupon.uses_max}};
  if (coupon.percent > 0) json["percent"] = coupon.percent;
  if (coupon.amount > 0) {
    json["amount"] = coupon.amount;
    json["currency"] = coupon.currency;
  }
  return json;
}

Result<std::int64_t> discount(const Coupon& coupon, const std::string& offer_id, std::int64_t net,
                              const std::string& currency, TimeMs now_ms) {
  if (std::ranges::find(coupon.offers, offer_id) == coupon.offers.end())
    return coupon_refused("coupon '" + coupon.code + "' is not for offer '" + offer_id + "'");
  if (now_ms >= coupon.until_ms)
    return coupon_refused("coupon '" + coupon.code + "' ended on " + to_rfc3339(coupon.until_ms));
  if (coupon.percent > 0) return proportion(net, coupon.percent, kWholePercent);
  if (coupon.currency != currency)
    return coupon_refused("coupon '" + coupon.code + "' is in " + coupon.currency);
  return std::min(net, coupon.amount);
}

}  // namespace kontor::marketplace
