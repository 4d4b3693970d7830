#include "licensing/core/coupon.hpp"

#include <algorithm>

#include "base/core/json_schema.hpp"
#include "licensing/core/money.hpp"
#include "licensing/core/refusals.hpp"

namespace kontor::licensing {

namespace {

constexpr std::string_view kCouponSchema = R"json({
  "type": "object", "additionalProperties": false, "required": ["code", "offers", "until"],
  "properties": {
    "code": {"type": "string", "pattern": "^[a-z0-9-]+\\.[A-Za-z0-9-]+$", "maxLength": 80},
    "offers": {
      "type": "array", "minItems": 1, "maxItems": 100,
      "items": {"type": "string", "minLength": 1, "maxLength": 200}
    },
    "percent": {"type": "integer", "minimum": 1, "maximum": 100},
    "amount": {"type": "integer", "minimum": 1, "maximum": 1000000000000},
    "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
    "until": {"type": "string", "maxLength": 40},
    "uses_max": {"type": "integer", "minimum": 1, "maximum": 1000000}
  }
})json";

Error invalid_coupon(const std::string& why) {
  return refuse(ErrorCode::invalid_argument, "invalid-coupon", "not a coupon: " + why);
}

Error coupon_not_valid(const Coupon& coupon, const std::string& why) {
  return refuse(ErrorCode::conflict, "coupon-not-valid", "coupon '" + coupon.code + "' " + why);
}

}  // namespace

Result<Coupon> parse_coupon(const Json& json) {
  static const JsonSchema schema = JsonSchema::parse(Json::parse(kCouponSchema)).value();
  if (const auto valid = schema.validate(json); !valid)
    return invalid_coupon(valid.error().message);
  const bool takes_amount = json.contains("amount");
  if (json.contains("percent") == takes_amount || json.contains("currency") != takes_amount)
    return invalid_coupon("it has either \"percent\", or \"amount\" with its \"currency\"");
  const auto until = parse_rfc3339(json["until"].get_ref<const std::string&>());
  if (!until) return invalid_coupon("\"until\" is no time such as 2026-12-31T00:00:00Z");
  Coupon coupon;
  coupon.code = json["code"];
  coupon.offers = json["offers"].get<std::vector<std::string>>();
  coupon.percent = json.value("percent", std::int64_t{0});
  if (takes_amount) coupon.off = {.amount = json["amount"], .currency = json["currency"]};
  coupon.until_ms = *until;
  coupon.uses_max = json.value("uses_max", std::int64_t{1});
  return coupon;
}

Json to_json(const Coupon& coupon) {
  Json json{{"code", coupon.code},
            {"offers", coupon.offers},
            {"until", to_rfc3339(coupon.until_ms)},
            {"uses_max", coupon.uses_max}};
  if (coupon.percent > 0) {
    json["percent"] = coupon.percent;
  } else {
    json["amount"] = coupon.off.amount;
    json["currency"] = coupon.off.currency;
  }
  return json;
}

Result<std::int64_t> reduction(const Coupon& coupon, const std::string& offer_id,
                               const Money& price, TimeMs now_ms) {
  if (std::ranges::find(coupon.offers, offer_id) == coupon.offers.end())
    return coupon_not_valid(coupon, "is not for offer '" + offer_id + "'");
  if (now_ms >= coupon.until_ms)
    return coupon_not_valid(coupon, "ended on " + to_rfc3339(coupon.until_ms));
  constexpr std::int64_t kWhole = 100;
  if (coupon.percent > 0) return share_of(price.amount, coupon.percent, kWhole);
  if (coupon.off.currency != price.currency)
    return coupon_not_valid(coupon,
                            "is in " + coupon.off.currency + ", the price in " + price.currency);
  return std::min(coupon.off.amount, price.amount);
}

}  // namespace kontor::licensing
