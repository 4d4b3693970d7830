#include "licensing/core/offer.hpp"

#include <array>

#include "base/core/json_schema.hpp"

namespace kontor::licensing {

namespace {

constexpr std::string_view kSchema = R"json({
  "type": "object",
  "additionalProperties": false,
  "required": ["offer_id", "product", "model", "price", "period", "per"],
  "properties": {
    "offer_id": {"type": "string", "pattern": "^[a-z0-9][a-z0-9._-]{0,79}$"},
    "product": {"type": "string", "pattern": "^[a-z0-9-]{2,40}(\\.[a-z0-9-]{1,40}){1,4}$"},
    "model": {"enum": ["named", "concurrent", "site"]},
    "price": {
      "type": "object",
      "additionalProperties": false,
      "required": ["amount", "currency"],
      "properties": {
        "amount": {"type": "integer", "minimum": 0, "maximum": 1000000000000},
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$"}
      }
    },
    "period": {"enum": ["once", "month", "year"]},
    "per": {"enum": ["seat", "company"]},
    "min_seats": {"type": "integer", "minimum": 1, "maximum": 1000000},
    "features": {
      "type": "array",
      "maxItems": 100,
      "uniqueItems": true,
      "items": {"type": "string", "pattern": "^[a-z0-9][a-z0-9._-]{0,79}$"}
    },
    "idle_timeout_s": {"type": "integer", "minimum": 10, "maximum": 2592000},
    "lease_ttl_s": {"type": "integer", "minimum": 10, "maximum": 2592000},
    "rebind": {"enum": ["never", "counted", "free"]}
  }
})json";

constexpr std::array kPeriods = {"once", "month", "year"};
constexpr std::array kPer = {"seat", "company"};
constexpr std::array kRebind = {"never", "counted", "free"};

// The schema has already said that the text is one of the names.
template <typename Enum, std::size_t Count>
Enum value_of(const std::array<const char*, Count>& names, const std::string& text) {
  std::size_t index = 0;
  while (index + 1 < Count && text != names[index]) ++index;
  return static_cast<Enum>(index);
}

template <typename Enum, std::size_t Count>
const char* name_of(const std::array<const char*, Count>& names, Enum value) {
  return names[static_cast<std::size_t>(value)];
}

const JsonSchema& schema() {
  static const JsonSchema schema = JsonSchema::parse(Json::parse(kSchema)).value();
  return schema;
}

}  // namespace

Result<Offer> parse_offer(const Json& json) {
  TRY(schema().validate(json));
  Offer offer;
  offer.offer_id = json["offer_id"];
  offer.product = json["product"];
  offer.model = TRY(parse_seat_model(json["model"].get<std::string>()));
  offer.price = {.amount = json["price"]["amount"], .currency = json["price"]["currency"]};
  offer.period = value_of<Period>(kPeriods, json["period"]);
  offer.per = value_of<PricePer>(kPer, json["per"]);
  offer.min_seats = json.value("min_seats", offer.min_seats);
  offer.features = json.value("features", offer.features);
  offer.idle_timeout_s = json.value("idle_timeout_s", offer.idle_timeout_s);
  offer.lease_ttl_s = json.value("lease_ttl_s", offer.lease_ttl_s);
  offer.rebind = value_of<Rebind>(kRebind, json.value("rebind", std::string("never")));
  return offer;
}

Json to_json(const Offer& offer) {
  return {{"offer_id", offer.offer_id},
          {"product", offer.product},
          {"model", name_of(offer.model)},
          {"price", {{"amount", offer.price.amount}, {"currency", offer.price.currency}}},
          {"period", name_of(kPeriods, offer.period)},
          {"per", name_of(kPer, offer.per)},
          {"min_seats", offer.min_seats},
          {"features", offer.features},
          {"idle_timeout_s", offer.idle_timeout_s},
          {"lease_ttl_s", offer.lease_ttl_s},
          {"rebind", name_of(kRebind, offer.rebind)}};
}

std::string_view vendor_of(std::string_view product) {
  return product.substr(0, product.find('.'));
}

}  // namespace kontor::licensing
