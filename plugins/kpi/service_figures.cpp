#include "service_figures.hpp"

#include <array>
#include <set>

#include "customers.hpp"
#include "periods.hpp"
#include "sentences.hpp"

namespace kontor::kpi {
namespace {

constexpr double kFreshDays = 365;
constexpr double kDayLength = 86'400'000;

struct Work {
  const char* entity;
  const char* owner;
  const char* when;
  const Translated* name;
};
// What counts as a meaningful action of its owner; signing in does not.
constexpr std::array<Work, 4> kWork{{{"task", "owner", "done_at", &kDoneTasks},
                                     {"deal", "owner", "closed_at", &kClosedDeals},
                                     {"case", "owner", "responded_at", &kAnsweredCases},
                                     {"lead", "owner", "converted_at", &kConvertedLeads}}};

double counted(const Source& source, const std::string& entity, const Filter& filter) {
  return single(aggregate(source, entity, filter, {}, {count()}));
}

op::Condition at_least(const std::string& field, Json value) {
  return {.field = field, .op = "ge", .value = std::move(value)};
}

std::optional<double> share(double part, double of) {
  if (of == 0) return std::nullopt;
  return part / of;
}

}  // namespace

Figured promoter_score(const Source& source, const op::Period& period, const Terms& terms) {
  double promoters = 0;
  double passives = 0;
  double detractors = 0;
  Filter answers = known("nps", within("resolved_at", period));
  answers.push_back(at_least("nps", 0));  // What is no answer on the scale is none.
  answers.push_back({.field = "nps", .op = "le", .value = 10});
  for (const auto& row : aggregate(source, "case", answers, {"nps"}, {count()})) {
    const double answer = row.group.at(0).get<double>();
    const double people = row.values.at(0).value_or(0);
    (answer >= 9 ? promoters : answer >= 7 ? passives : detractors) += people;
  }
  return {.value = net_promoter_score(promoters, passives, detractors),
          .note = kNpsNote.in(terms.locale, {terms.whole(promoters), terms.whole(passives),
                                             terms.whole(detractors)}),
          .records = {{.label = kAnswers.in(terms.locale), .entity = "case", .filter = answers}}};
}

Figured satisfaction(const Source& source, const op::Period& period, const Terms& terms) {
  const Filter answers = known("csat", within("resolved_at", period));
  Filter top = answers;
  top.push_back(at_least("csat", 4));
  const double all = counted(source, "case", answers);
  const double satisfied = counted(source, "case", top);
  return {.value = satisfaction_percent(satisfied, all),
          .unit = "%",
          .note = kCsatNote.in(terms.locale, {terms.whole(satisfied), terms.whole(all)}),
          .records = {{.label = kSatisfied.in(terms.locale), .entity = "case", .filter = top},
                      {.label = kAnswers.in(terms.locale), .entity = "case", .filter = answers}}};
}

Figured first_contact(const Source& source, const op::Period& period, const Terms& terms) {
  const Filter all = known("first_contact", within("opened_at", period));
  const double contacts = counted(source, "case", all);
  const double resolved = counted(source, "case", is("first_contact", "resolved", all));
  const double impossible = counted(source, "case", is("first_contact", "not_resolvable", all));
  const bool net = text_of(terms.parameters, "variant") == "net";
  return {
      .value = net ? first_contact_net_percent(resolved, contacts, impossible)
                   : first_contact_gross_percent(resolved, contacts),
      .unit = "%",
      .note =
          net ? kFirstContactNet.in(terms.locale, {terms.whole(resolved), terms.whole(contacts),
                                                   terms.whole(impossible)})
              : kFirstContactGross.in(terms.locale, {terms.whole(resolved), terms.whole(contacts)}),
      .records = {{.label = kSolvedAtOnce.in(terms.locale),
                   .entity = "case",
                   .filter = is("first_contact", "resolved", all)},
                  {.label = kContacts.in(terms.locale), .entity = "case", .filter = all}}};
}

Figured adoption(const Source& source, const op::Period& period, const Terms& terms) {
  std::set<std::string> users;
  Behind behind;
  for (const Work& work : kWork) {
    const Filter done = known(work.owner, within(work.when, period));
    for (const std::string& user :
         group_ids(aggregate(source, work.entity, done, {work.owner}, {count()}))) {
      users.insert(user);
    }
    behind.push_back({.label = work.name->in(terms.locale), .entity = work.entity, .filter = done});
  }
  const double licensed = terms.number("licensed_users", 0);
  const auto active = static_cast<double>(users.size());
  return {.value = adoption_percent(active, licensed),
          .unit = "%",
          .note = kAdoptionNote.in(terms.locale, {terms.whole(active), terms.whole(licensed)}),
          .records = std::move(behind)};
}

double shared_mails(const Source& source) {
  const Filter mails = known("email");
  return counted(source, "person", mails) -
         single(aggregate(source, "person", mails, {}, {measure("count_distinct", "email")}));
}

Figured data_quality(const Source& source, const op::Period& period, const Terms& terms) {
  const double persons = counted(source, "person", {});
  const Filter no_mail{{.field = "email", .op = "is_null", .value = true}};
  // A number that could not be completed is kept as it was entered, with a flag.
  const Filter no_phone{{.field = "phone", .op = "is_null", .value = true},
                        {.field = "phone_flag", .op = "is_null", .value = true}};
  const Filter flagged = known("phone_flag");
  const double fresh_days = terms.number("fresh_days", kFreshDays);
  const std::string since = moved(period.to, -fresh_days * kDayLength);
  const Filter stale{{.field = "updated_at", .op = "lt", .value = since}};
  const double mails = counted(source, "person", known("email"));
  const double phones = persons - counted(source, "person", no_phone);
  const double single_mails = mails - shared_mails(source);
  const double bad = counted(source, "person", flagged);
  const DataQuality quality{
      .completeness = share(mails + phones, 2 * persons),
      .uniqueness = share(single_mails, mails),
      .validity = share(phones - bad, phones),
      .timeliness = share(persons - counted(source, "person", stale), persons)};
  Figured figure{.unit = "%", .note = kQualityNote.in(terms.locale, {terms.whole(fresh_days)})};
  if (const auto score = quality_score(quality)) figure.value = *score * 100;
  const auto percent = [](std::optional<double> part) {
    return part ? rounded(*part * 100) : std::nullopt;
  };
  figure.series.push_back({.name = "%",
                           .points = {{kComplete.in(terms.locale), percent(quality.completeness)},
                                      {kUnique.in(terms.locale), percent(quality.uniqueness)},
                                      {kValid.in(terms.locale), percent(quality.validity)},
                                      {kFresh.in(terms.locale), percent(quality.timeliness)}}});
  figure.records = {{.label = kNoMail.in(terms.locale), .entity = "person", .filter = no_mail},
                    {.label = kNoPhone.in(terms.locale), .entity = "person", .filter = no_phone},
                    {.label = kBadPhone.in(terms.locale), .entity = "person", .filter = flagged},
                    {.label = kStale.in(terms.locale), .entity = "person", .filter = stale},
                    {.label = kPersons.in(terms.locale), .entity = "person", .filter = {}}};
  return figure;
}

}  // namespace kontor::kpi
