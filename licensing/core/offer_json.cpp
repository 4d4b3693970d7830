#include "licensing/core/offer.hpp"

namespace kontor::licensing {

namespace {

void write_move(Json& json, const std::string& name, const MoveRule& rule, const MoveRule& usual) {
  if (rule.rule != usual.rule) json[name] = name_of(rule.rule);
  if (rule.times != usual.times) json[name + "_times"] = rule.times;
  if (rule.per_days != usual.per_days) json[name + "_per_days"] = rule.per_days;
  if (rule.cool_down_days != usual.cool_down_days)
    json[name + "_cool_down_days"] = rule.cool_down_days;
}

void write_price(Json& json, const Offer& offer) {
  if (offer.max_seats != 0) json["max_seats"] = offer.max_seats;
  if (offer.fee != 0) json["fee"] = offer.fee;
  for (const Tier& tier : offer.tiers) {
    json["tiers"].push_back({{"min_quantity", tier.min_quantity},
                             {"min_term_months", tier.min_term_months},
                             {"amount", tier.amount}});
  }
  if (offer.instalments)
    json["instalments"] = {{"count", offer.instalments->count},
                           {"amount", offer.instalments->amount}};
  if (offer.rental)
    json["rental"] = {{"period", name_of(offer.rental->period)},
                      {"amount", offer.rental->amount},
                      {"fee", offer.rental->fee}};
  if (offer.buy_out)
    json["buy_out"] = {{"credit_percent", offer.buy_out->credit_percent},
                       {"amount", offer.buy_out->amount}};
  if (offer.trial_days != 0) json["trial_days"] = offer.trial_days;
}

void write_scope(Json& json, const Offer& offer) {
  const Updates usual;
  if (offer.edition)
    json["edition"] = {{"name", offer.edition->name}, {"rank", offer.edition->rank}};
  if (offer.updates.months != usual.months ||
      offer.updates.renewal_percent != usual.renewal_percent)
    json["updates"] = {{"months", offer.updates.months},
                       {"renewal_percent", offer.updates.renewal_percent}};
  if (offer.major_update)
    json["major_update"] = {{"covers", offer.major_update->covers},
                            {"amount", offer.major_update->amount}};
  if (offer.support)
    json["support"] = {{"level", name_of(offer.support->level)}, {"months", offer.support->months}};
  if (offer.needs_platform_license) json["needs_platform_license"] = true;
  if (!offer.only_for.empty()) json["only_for"] = offer.only_for;
  if (!offer.specification.empty()) json["specification"] = offer.specification;
}

void write_seats(Json& json, const Offer& offer) {
  const Grace usual;
  if (offer.overdraft != 0) json["overdraft"] = offer.overdraft;
  if (!offer.groups) json["groups"] = false;
  if (!offer.queue) json["queue"] = false;
  if (offer.linger_s != 0) json["linger_s"] = offer.linger_s;
  if (offer.borrow.days_max != 0)
    json["borrow"] = {{"days_max", offer.borrow.days_max}, {"seats_stay", offer.borrow.seats_stay}};
  if (offer.grace.notice_days != usual.notice_days ||
      offer.grace.read_only_days != usual.read_only_days)
    json["grace"] = {{"notice_days", offer.grace.notice_days},
                     {"read_only_days", offer.grace.read_only_days}};
}

}  // namespace

Json to_json(const Offer& offer) {
  Json json = {{"offer_id", offer.offer_id},
               {"product", offer.product},
               {"model", name_of(offer.model)},
               {"price", {{"amount", offer.price.amount}, {"currency", offer.price.currency}}},
               {"period", name_of(offer.period)},
               {"per", name_of(offer.per)},
               {"min_seats", offer.min_seats},
               {"features", offer.features},
               {"idle_timeout_s", offer.idle_timeout_s},
               {"lease_ttl_s", offer.lease_ttl_s},
               {"rebind", name_of(offer.rebind.rule)}};
  const Offer usual;
  MoveRule rebind = usual.rebind;
  rebind.rule = offer.rebind.rule;
  write_move(json, "rebind", offer.rebind, rebind);
  write_move(json, "reassign", offer.reassign, usual.reassign);
  write_price(json, offer);
  write_scope(json, offer);
  write_seats(json, offer);
  return json;
}

}  // namespace kontor::licensing
