#include "licensing/core/coupon.hpp"

#include <algorithm>

#include "base/core/json_schema.hpp"
#include "licensing/core/money.hpp"
#include "licensing/core/refusals.hpp"

namespace kontor::licensing {

namespace {

constexpr std::string_view kCouponSchema = R"json({
  "type": "object",
  "additionalProperties": false,
  "required": ["code", "product", "valid_from", "valid_until"],
  "properties": {
    "code": {"type": "string", "pattern": "^[A-Za-z0-9-]{6,40}$"},
    "product": {"type": "string", "pattern": "^[a-z0-9-]{2,40}(\\.[a-z0-9-]{1,40}){1,4}$"},
    "percent": {"type": "integer", "minimum": 1, "maximum": 100},
    "off": {
      "type": "object",
      "additionalProperties": false,
      "required": ["amount", "currency"],
      "properties": {
        "amount": {"type": "integer", "minimum": 1, "maximum": 1000000000000},
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$"}
      }
    },
    "min_quantity": {"type": "integer", "minimum": 1, "maximum": 1000000},
    "uses_max": {"type": "integer", "minimum": 1, "maximum": 1000000},
    "valid_from": {"type": "string", "maxLength": 40},
    "valid_until": {"type": "string", "maxLength": 40}
  }
})json";

Error invalid_coupon(const std::string& why) {
  return refuse(ErrorCode::invalid_argument, "invalid-coupon", "not a coupon: " + why);
}

Error not_valid(const std::string& why) {
  return refuse(ErrorCode::invalid_argument, "coupon-not-valid", "the coupon " + why);
}

}  // namespace

Result<Coupon> parse_coupon(const Json& json) {
  static const JsonSchema schema = JsonSchema::parse(Json::parse(kCouponSchema)).value();
  if (const auto valid = schema.validate(json); !valid)
    return invalid_coupon(valid.error().message);
  if (json.contains("percent") == json.contains("off"))
    return invalid_coupon("say either percent or off");
  Coupon coupon{.code = json["code"], .product = json["product"]};
  coupon.percent = json.value("percent", coupon.percent);
  if (json.contains("off"))
    coupon.off = {.amount = json["off"]["amount"], .currency = json["off"]["currency"]};
  coupon.min_quantity = json.value("min_quantity", coupon.min_quantity);
  coupon.uses_max = json.value("uses_max", coupon.uses_max);
  coupon.valid_from_ms = TRY(parse_rfc3339(json["valid_from"].get<std::string>()));
  coupon.valid_until_ms = TRY(parse_rfc3339(json["valid_until"].get<std::string>()));
  if (coupon.valid_until_ms <= coupon.valid_from_ms)
    return invalid_coupon("it ends before it begins");
  return coupon;
}

Json to_json(const Coupon& coupon) {
  Json json = {{"code", coupon.code},
               {"product", coupon.product},
               {"min_quantity", coupon.min_quantity},
               {"uses_max", coupon.uses_max},
               {"valid_from", to_rfc3339(coupon.valid_from_ms)},
               {"valid_until", to_rfc3339(coupon.valid_until_ms)}};
  if (coupon.percent > 0)
    json["percent"] = coupon.percent;
  else
    json["off"] = {{"amount", coupon.off.amount}, {"currency", coupon.off.currency}};
  return json;
}

Result<std::int64_t> reduction(const Coupon& coupon, const std::string& product, const Money& price,
                               std::int64_t quantity, TimeMs now_ms) {
  if (coupon.product != product) return not_valid("is for " + coupon.product);
  if (now_ms < coupon.valid_from_ms)
    return not_valid("is good from " + to_rfc3339(coupon.valid_from_ms));
  if (now_ms >= coupon.valid_until_ms)
    return not_valid("ended at " + to_rfc3339(coupon.valid_until_ms));
  if (quantity < coupon.min_quantity)
    return not_valid("needs at least " + std::to_string(coupon.min_quantity) + " seats");
  constexpr std::int64_t kWhole = 100;
  if (coupon.percent > 0) return share_of(price.amount, coupon.percent, kWhole);
  if (coupon.off.currency != price.currency)
    return not_valid("is in " + coupon.off.currency + ", the price in " + price.currency);
  return std::min(coupon.off.amount, price.amount);
}

}  // namespace kontor::licensing
