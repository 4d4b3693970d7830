#include "licensing/core/money.hpp"
#include "licensing/core/quote.hpp"
#include "licensing/core/support_rule.hpp"

namespace kontor::licensing {

namespace {

// Writes conditions one after another.
class Conditions {
 public:
  explicit Conditions(const Offer& offer) : offer_(offer) {}
  void add(const char* code, std::string text) { list_.push_back({code, std::move(text)}); }
  std::string money(std::int64_t amount) const { return money_text(amount, offer_.price.currency); }
  std::string unit() const { return offer_.per == PricePer::seat ? "a seat" : "the company"; }
  std::string for_period(std::int64_t amount, Period period) const {
    const std::string when =
        period == Period::once ? ", once" : " and " + std::string(name_of(period));
    return money(amount) + " for " + unit() + when;
  }
  std::vector<Condition> take() { return std::move(list_); }

 private:
  const Offer& offer_;
  std::vector<Condition> list_;
};

std::string number(std::int64_t value) { return std::to_string(value); }

void price_conditions(const Offer& offer, Conditions& all) {
  all.add("price", all.for_period(offer.price.amount, offer.period));
  for (const Tier& tier : offer.tiers) {
    std::string text = all.for_period(tier.amount, offer.period) + " only from " +
                       number(tier.min_quantity) + " seats bought at once";
    if (tier.min_term_months > 0)
      text += " for at least " + number(tier.min_term_months) + " months paid in advance";
    all.add("tier", std::move(text));
  }
  if (offer.fee > 0) all.add("fee", all.money(offer.fee) + " once, with the first order");
  if (offer.min_seats > 1) all.add("min-seats", "at least " + number(offer.min_seats) + " seats");
  if (offer.max_seats > 0) all.add("max-seats", "at most " + number(offer.max_seats) + " seats");
  if (offer.instalments)
    all.add("instalments", "or " + number(offer.instalments->count) + " monthly payments of " +
                               all.money(offer.instalments->amount) + " for " + all.unit());
  if (offer.rental) {
    std::string text = "rented: " + all.for_period(offer.rental->amount, offer.rental->period);
    if (offer.rental->fee > 0) text += ", and " + all.money(offer.rental->fee) + " once";
    all.add("rental", std::move(text));
  }
  if (offer.buy_out) {
    const std::int64_t own = offer.buy_out->amount > 0 ? offer.buy_out->amount : offer.price.amount;
    all.add("buy-out", "may be bought out for " + all.money(own) + " for " + all.unit() + " less " +
                           number(offer.buy_out->credit_percent) + " % of the rent paid");
  }
  if (offer.trial_days > 0)
    all.add("trial", "may be tried for " + number(offer.trial_days) + " days, once a company");
}

void scope_conditions(const Offer& offer, Conditions& all) {
  if (offer.edition) all.add("edition", "edition " + offer.edition->name);
  if (!offer.features.empty()) {
    std::string text = "only the features";
    for (const std::string& feature : offer.features) text += " " + feature;
    all.add("features", std::move(text));
  }
  if (offer.period != Period::once)
    all.add("updates", "every release while it runs");
  else if (offer.updates.months > 0)
    all.add("updates", "releases of " + number(offer.updates.months) + " months from activation; " +
                           number(offer.updates.renewal_percent) +
                           " % of the price for as many again; what was installed works on");
  else
    all.add("updates", "no later releases; what was installed works on");
  if (offer.major_update)
    all.add("major-update", "major versions up to " + number(offer.major_update->covers) + "; " +
                                all.money(offer.major_update->amount) + " for " + all.unit() +
                                " for the next");
  const Support support = support_terms(offer);
  all.add("support", "support: " + std::string(name_of(support.level)) +
                         (offer.period == Period::once
                              ? " for " + number(support.months) + " months from activation"
                              : " while it runs"));
  if (offer.needs_platform_license)
    all.add("platform-license",
            "installed, updated and supported only while the platform's own licence is active");
  if (!offer.only_for.empty()) all.add("private", "for company " + offer.only_for + " only");
  if (!offer.specification.empty())
    all.add("specification", "made to the specification with SHA-256 " + offer.specification);
}

std::string move_text(const std::string& what, const MoveRule& rule) {
  std::string text = what + ": " + std::string(name_of(rule.rule));
  if (rule.rule == Move::counted) {
    text += ", " + number(rule.times) + " times";
    if (rule.per_days > 0) text += " in " + number(rule.per_days) + " days";
  }
  if (rule.rule != Move::never && rule.cool_down_days > 0)
    text += ", " + number(rule.cool_down_days) + " days between two moves";
  return text;
}

void seat_conditions(const Offer& offer, Conditions& all) {
  all.add("model", std::string(name_of(offer.model)) + " licence");
  all.add("rebind", move_text("move to a replaced device", offer.rebind));
  if (offer.model == SeatModel::named)
    all.add("reassign", move_text("move to another person", offer.reassign));
  if (offer.model == SeatModel::concurrent) {
    all.add("idle", "a seat is freed after " + number(offer.idle_timeout_s) + " s without use");
    if (offer.overdraft > 0)
      all.add("overdraft", number(offer.overdraft) + " seats over the number");
    if (!offer.groups) all.add("groups", "no seats reserved for groups");
    if (!offer.queue) all.add("queue", "no queue for a seat");
    if (offer.linger_s > 0)
      all.add("linger", "a released seat stays taken for " + number(offer.linger_s) + " s");
    if (offer.borrow.days_max > 0)
      all.add("borrow", "seats may be taken along for " + number(offer.borrow.days_max) +
                            " days; " + number(offer.borrow.seats_stay) + " always stay");
  }
  if (offer.period != Period::once || offer.instalments || offer.rental)
    all.add("grace", "after its end reading and export for " +
                         number(offer.grace.notice_days + offer.grace.read_only_days) +
                         " days, then off");
}

}  // namespace

std::vector<Condition> conditions_of(const Offer& offer) {
  Conditions all(offer);
  price_conditions(offer, all);
  scope_conditions(offer, all);
  seat_conditions(offer, all);
  return all.take();
}

}  // namespace kontor::licensing
