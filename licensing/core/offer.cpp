#include "licensing/core/offer.hpp"

#include "base/core/json_schema.hpp"
#include "licensing/core/offer_rules.hpp"
#include "licensing/core/refusals.hpp"

namespace kontor::licensing {

namespace {

const JsonSchema& compiled_offer_schema() {
  static const JsonSchema schema = JsonSchema::parse(Json::parse(offer_schema())).value();
  return schema;
}

// The schema has already said that the text is one of the names.
template <typename Enum>
Enum named(const Json& json, const char* member, Enum otherwise, std::initializer_list<Enum> all) {
  if (!json.contains(member)) return otherwise;
  for (const Enum value : all) {
    if (name_of(value) == json[member].get<std::string>()) return value;
  }
  return otherwise;
}

Period period_of(const Json& json) {
  return named(json, "period", Period::once,
               {Period::once, Period::month, Period::quarter, Period::year});
}

MoveRule move_rule(const Json& json, const std::string& name, MoveRule rule) {
  rule.rule = named(json, name.c_str(), rule.rule, {Move::never, Move::counted, Move::free});
  rule.times = json.value(name + "_times", rule.times);
  rule.per_days = json.value(name + "_per_days", rule.per_days);
  rule.cool_down_days = json.value(name + "_cool_down_days", rule.cool_down_days);
  return rule;
}

void read_price(const Json& json, Offer& offer) {
  offer.fee = json.value("fee", offer.fee);
  offer.trial_days = json.value("trial_days", offer.trial_days);
  for (const Json& tier : json.value("tiers", Json::array())) {
    offer.tiers.push_back({.min_quantity = tier.value("min_quantity", std::int64_t{1}),
                           .min_term_months = tier.value("min_term_months", std::int64_t{0}),
                           .amount = tier["amount"]});
  }
  if (json.contains("instalments")) {
    const Json& part = json["instalments"];
    offer.instalments = Instalments{.count = part["count"], .amount = part["amount"]};
  }
  if (json.contains("rental")) {
    const Json& part = json["rental"];
    offer.rental = Rental{.period = period_of(part),
                          .amount = part["amount"],
                          .fee = part.value("fee", std::int64_t{0})};
  }
  if (json.contains("buy_out")) {
    const Json& part = json["buy_out"];
    offer.buy_out = BuyOut{.credit_percent = part["credit_percent"],
                           .amount = part.value("amount", std::int64_t{0})};
  }
}

void read_scope(const Json& json, Offer& offer) {
  const Json none = Json::object();
  const Json updates = json.value("updates", none);
  offer.updates.months = updates.value("months", offer.updates.months);
  offer.updates.renewal_percent = updates.value("renewal_percent", offer.updates.renewal_percent);
  if (json.contains("edition"))
    offer.edition = Edition{.name = json["edition"]["name"], .rank = json["edition"]["rank"]};
  if (json.contains("major_update")) {
    const Json& part = json["major_update"];
    offer.major_update = MajorUpdate{.covers = part["covers"], .amount = part["amount"]};
  }
  if (json.contains("support")) {
    Support support;
    support.level =
        named(json["support"], "level", support.level,
              {SupportLevel::bug_reports, SupportLevel::standard, SupportLevel::priority});
    support.months = json["support"].value("months", support.months);
    offer.support = support;
  }
  offer.needs_platform_license = json.value("needs_platform_license", false);
  offer.only_for = json.value("only_for", offer.only_for);
  offer.specification = json.value("specification", offer.specification);
}

void read_seats(const Json& json, Offer& offer) {
  const Json none = Json::object();
  offer.idle_timeout_s = json.value("idle_timeout_s", offer.idle_timeout_s);
  offer.lease_ttl_s = json.value("lease_ttl_s", offer.lease_ttl_s);
  offer.overdraft = json.value("overdraft", offer.overdraft);
  offer.groups = json.value("groups", offer.groups);
  offer.queue = json.value("queue", offer.queue);
  offer.linger_s = json.value("linger_s", offer.linger_s);
  offer.rebind = move_rule(json, "rebind", offer.rebind);
  offer.reassign = move_rule(json, "reassign", offer.reassign);
  const Json borrow = json.value("borrow", none);
  offer.borrow.days_max = borrow.value("days_max", offer.borrow.days_max);
  offer.borrow.seats_stay = borrow.value("seats_stay", offer.borrow.seats_stay);
  const Json grace = json.value("grace", none);
  offer.grace.notice_days = grace.value("notice_days", offer.grace.notice_days);
  offer.grace.read_only_days = grace.value("read_only_days", offer.grace.read_only_days);
}

}  // namespace

Result<Offer> parse_offer(const Json& json) {
  if (const auto valid = compiled_offer_schema().validate(json); !valid)
    return refuse(ErrorCode::invalid_argument, "invalid-offer",
                  "not an offer: " + valid.error().message);
  Offer offer;
  offer.offer_id = json["offer_id"];
  offer.product = json["product"];
  offer.model = TRY(parse_seat_model(json["model"].get<std::string>()));
  offer.price = {.amount = json["price"]["amount"], .currency = json["price"]["currency"]};
  offer.period = period_of(json);
  offer.per = named(json, "per", offer.per, {PricePer::seat, PricePer::company});
  offer.min_seats = json.value("min_seats", offer.min_seats);
  offer.max_seats = json.value("max_seats", offer.max_seats);
  offer.features = json.value("features", offer.features);
  read_price(json, offer);
  read_scope(json, offer);
  read_seats(json, offer);
  TRY(check_consistent(offer));
  return offer;
}

std::string_view vendor_of(std::string_view product) {
  return product.substr(0, product.find('.'));
}

}  // namespace kontor::licensing
