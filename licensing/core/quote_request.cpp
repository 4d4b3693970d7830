#include <algorithm>

#include "base/core/json_schema.hpp"
#include "licensing/core/quote_parts.hpp"
#include "licensing/core/refusals.hpp"

namespace kontor::licensing {

namespace {

constexpr std::string_view kRequestSchema = R"json({
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "quantity": {"type": "integer", "minimum": 1, "maximum": 1000000},
    "term_months": {"type": "integer", "minimum": 0, "maximum": 120},
    "grant": {"enum": ["purchase", "rental", "instalments", "trial"]},
    "seasonal_quantity": {"type": "integer", "minimum": 0, "maximum": 1000000},
    "seasonal_months": {"type": "integer", "minimum": 0, "maximum": 12},
    "starts_at": {"type": "string", "maxLength": 40},
    "data_transfer": {"type": "integer", "minimum": 0, "maximum": 1000000000000},
    "adaptation": {"type": "integer", "minimum": 0, "maximum": 1000000000000},
    "support_per_year": {"type": "integer", "minimum": 0, "maximum": 1000000000000},
    "losses_in_transition": {"type": "integer", "minimum": 0, "maximum": 1000000000000}
  }
})json";

Error cannot_quote(std::string_view code, std::string sentence) {
  return refuse(ErrorCode::invalid_argument, code, std::move(sentence));
}

Status check_quantity(const Offer& offer, const QuoteRequest& request) {
  const std::int64_t most = offer.max_seats > 0 ? offer.max_seats : kQuantityMax;
  const std::int64_t all = request.quantity + request.seasonal_quantity;
  if (request.quantity < 1 || request.quantity > kQuantityMax || request.seasonal_quantity < 0 ||
      request.seasonal_quantity > kQuantityMax || all > most)
    return cannot_quote("quantity-out-of-range",
                        "the number of users is 1 to " + std::to_string(most));
  return ok();
}

Status check_season(const Offer& offer, const QuoteRequest& request) {
  if (request.seasonal_quantity == 0) return ok();
  if (!offer.rental || request.grant == Grant::rental || request.grant == Grant::trial)
    return cannot_quote("not-offered", "this offer rents no seats beside those bought");
  const std::int64_t period = months_of(offer.rental->period);
  if (request.seasonal_months < 1 || request.seasonal_months > 12 ||
      request.seasonal_months % period != 0)
    return cannot_quote("term-not-whole-periods",
                        "a season is 1 to 12 months, a multiple of " + std::to_string(period));
  return ok();
}

Status check_trial(const Offer& offer, const QuoteRequest& request) {
  if (request.grant != Grant::trial) return ok();
  if (offer.trial_days == 0) return cannot_quote("not-offered", "this offer has no trial");
  if (request.tried_before)
    return cannot_quote("trial-used", "your company has had its trial of " + offer.product +
                                          "; a trial is once for each company");
  return ok();
}

Result<Grant> grant_named(const std::string& text) {
  for (const Grant grant : {Grant::purchase, Grant::rental, Grant::instalments, Grant::trial}) {
    if (name_of(grant) == text) return grant;
  }
  return cannot_quote("invalid-quote-request", "unknown grant");
}

}  // namespace

Result<Asked> check_request(const Offer& offer, const QuoteRequest& request) {
  TRY(check_quantity(offer, request));
  TRY(check_season(offer, request));
  TRY(check_trial(offer, request));
  if (!offer.only_for.empty() && offer.only_for != request.company_id)
    return refuse(ErrorCode::forbidden, "not-for-this-company",
                  "this offer is for another company only");
  Asked asked{.offer = offer, .request = request};
  const bool rented = request.grant == Grant::rental;
  asked.quantity = rented ? request.quantity : std::max(request.quantity, offer.min_seats);
  asked.units = offer.per == PricePer::company ? 1 : asked.quantity;
  if (rented && offer.rental) asked.period_months = months_of(offer.rental->period);
  if (request.grant == Grant::purchase) asked.period_months = months_of(offer.period);
  if (asked.period_months == 0) return asked;
  asked.term_months = request.term_months == 0 ? asked.period_months : request.term_months;
  if (asked.term_months < 1 || asked.term_months > kTermMonthsMax ||
      asked.term_months % asked.period_months != 0)
    return cannot_quote("term-not-whole-periods",
                        "the term is 1 to " + std::to_string(kTermMonthsMax) +
                            " months, a multiple of " + std::to_string(asked.period_months));
  asked.periods = asked.term_months / asked.period_months;
  return asked;
}

const Json& quote_request_schema() {
  static const Json schema = Json::parse(kRequestSchema);
  return schema;
}

Result<QuoteRequest> parse_quote_request(const Json& json, TimeMs now_ms) {
  static const JsonSchema schema = JsonSchema::parse(quote_request_schema()).value();
  if (const auto valid = schema.validate(json); !valid)
    return cannot_quote("invalid-quote-request", "not a request: " + valid.error().message);
  QuoteRequest request;
  request.quantity = json.value("quantity", request.quantity);
  request.term_months = json.value("term_months", request.term_months);
  request.grant = TRY(grant_named(json.value("grant", "purchase")));
  request.seasonal_quantity = json.value("seasonal_quantity", request.seasonal_quantity);
  request.seasonal_months = json.value("seasonal_months", request.seasonal_months);
  request.starts_at_ms = now_ms;
  if (json.contains("starts_at"))
    request.starts_at_ms = TRY(parse_rfc3339(json["starts_at"].get<std::string>()));
  request.data_transfer = json.value("data_transfer", request.data_transfer);
  request.adaptation = json.value("adaptation", request.adaptation);
  request.support_per_year = json.value("support_per_year", request.support_per_year);
  request.losses_in_transition = json.value("losses_in_transition", request.losses_in_transition);
  return request;
}

}  // namespace kontor::licensing
