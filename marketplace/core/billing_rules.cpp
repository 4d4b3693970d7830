#include "marketplace/core/billing_rules.hpp"

#include "base/core/json_schema.hpp"
#include "marketplace/core/proportion.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::int64_t kWholeInBasisPoints = 10'000;

constexpr const char* kBillingRulesSchema = R"json({
  "type": "object", "additionalProperties": false,
  "properties": {
    "seller": {"type": "object", "required": ["name"]},
    "taxes": {
      "type": "array", "maxItems": 500,
      "items": {
        "type": "object", "additionalProperties": false,
        "required": ["country", "name", "basis_points"],
        "properties": {
          "country": {"type": "string", "pattern": "^[A-Z]{2}$"},
          "name": {"type": "string", "minLength": 1, "maxLength": 100},
          "basis_points": {"type": "integer", "minimum": 0, "maximum": 10000},
          "from": {"type": "string", "maxLength": 40}
        }
      }
    },
    "reverse_charge": {"type": "boolean"},
    "commission_basis_points": {"type": "integer", "minimum": 0, "maximum": 10000},
    "due_days": {"type": "integer", "minimum": 0, "maximum": 365},
    "refund_days": {"type": "integer", "minimum": 0, "maximum": 3650},
    "notice_days": {"type": "integer", "minimum": 1, "maximum": 365}
  }
})json";

const JsonSchema& billing_rules_schema() {
  static const JsonSchema schema = JsonSchema::parse(Json::parse(kBillingRulesSchema)).value();
  return schema;
}

Result<TaxRate> tax_rate_of(const Json& json) {
  TaxRate rate{.country = json["country"],
               .name = json["name"],
               .basis_points = json["basis_points"],
               .from_ms = 0};
  if (json.contains("from"))
    rate.from_ms = TRY(parse_rfc3339(json["from"].get_ref<const std::string&>()));
  return rate;
}

}  // namespace

Result<BillingRules> parse_billing_rules(const Json& json) {
  TRY(billing_rules_schema().validate(json));
  BillingRules rules;
  if (json.contains("seller")) rules.seller = TRY(parse_party(json["seller"]));
  const Json taxes = json.value("taxes", Json::array());
  rules.taxes.reserve(taxes.size());
  for (const Json& tax : taxes) rules.taxes.push_back(TRY(tax_rate_of(tax)));
  rules.reverse_charge = json.value("reverse_charge", rules.reverse_charge);
  rules.commission_basis_points =
      json.value("commission_basis_points", rules.commission_basis_points);
  rules.due_days = json.value("due_days", rules.due_days);
  rules.refund_days = json.value("refund_days", rules.refund_days);
  rules.notice_days = json.value("notice_days", rules.notice_days);
  return rules;
}

TaxDecision tax_for(const BillingRules& rules, const Party& buyer, TimeMs day_ms) {
  const bool abroad = !buyer.country.empty() && buyer.country != rules.seller.country;
  if (rules.reverse_charge && abroad && !buyer.tax_id.empty())
    return {.name = "Reverse charge: the buyer accounts for the tax", .basis_points = 0};
  // A buyer who told no country is taxed like the seller's neighbours.
  const std::string& country = buyer.country.empty() ? rules.seller.country : buyer.country;
  const TaxRate* newest = nullptr;
  for (const TaxRate& rate : rules.taxes)
    if (rate.country == country && rate.from_ms <= day_ms &&
        (newest == nullptr || rate.from_ms >= newest->from_ms))
      newest = &rate;
  if (newest == nullptr) return {};
  return {.name = newest->name, .basis_points = newest->basis_points};
}

std::int64_t share_of(std::int64_t amount, std::int64_t basis_points) {
  return proportion(amount, basis_points, kWholeInBasisPoints);
}

}  // namespace kontor::marketplace
