#include <cmath>
#include <functional>
#include <numeric>
#include <set>

#include "host/app/lead_conversion.hpp"
#include "host/gdpr/erasure_desk.hpp"
#include "tests/integration/host_plugins/kpi_company.hpp"
#include "tests/integration/host_plugins/on_either.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/program.hpp"

namespace kontor::host {
namespace {

using Found = std::vector<Record>;

double number(const Record& record, const char* field) {
  const Json value = record.fields.value(field, Json());
  if (value.is_object()) return value.at("amount").get<double>();
  return value.is_number() ? value.get<double>() : 0;
}

double sum(const Found& records, const char* field) {
  return std::accumulate(records.begin(), records.end(), 0.0,
                         [&](double all, const Record& one) { return all + number(one, field); });
}

double days(const Record& deal) {
  const auto closed = parse_rfc3339(deal.fields.at("closed_at").get<std::string>());
  return static_cast<double>(closed.value() - deal.created_at_ms) / 86'400'000;
}

double mean_days(const Found& deals) {
  double all = 0;
  for (const Record& deal : deals) all += days(deal);
  return all / static_cast<double>(deals.size());
}

// Whose order it is; nobody knows of an erased customer more than the order.
std::string customer(const Record& order) {
  const std::string organisation = order.fields.value("organisation", "");
  return organisation.empty() ? order.fields.value("person", order.id) : organisation;
}

std::map<std::string, double> by_customer(const Found& orders) {
  std::map<std::string, double> revenue;
  for (const Record& order : orders) revenue[customer(order)] += number(order, "total");
  return revenue;
}

double customers(const Found& orders) { return static_cast<double>(by_customer(orders).size()); }

// A company in which something stands behind every figure, some of it in another currency, some of
// it cancelled or erased.
class FiguredCompany : public OnEither<KpiCompany> {
 protected:
  static constexpr TimeMs kMonthFrozen = 1'773'144'000'000;  // 2026-03-10T12:00:00Z

  void SetUp() override {
    CompanyTest::SetUp();
    job_clock_.set_wall_clock(kMonthFrozen);
    const std::string nord = organisation("Nord"), syd = organisation("Syd");
    const std::string vast = organisation("Vast"), ost = organisation("Ost");
    anna_ = someone("Anna"), bo_ = someone("Bo"), dan_ = someone("Dan");
    for (const std::string& client : {nord, syd, ost}) orders(client, "organisation", 2025);
    for (const std::string& client : {anna_, bo_, dan_}) orders(client, "person", 2025);
    for (const std::string& client : {nord, vast}) orders(client, "organisation", 2026);
    for (const std::string& client : {anna_, someone("Eva")}) orders(client, "person", 2026);
    orders(syd, "organisation", 2026, "cancelled");
    orders(nord, "organisation", 2026, "placed", -30'00);
    orders(syd, "organisation", 2026, "placed", 70'00, "SEK");
    make("campaign", {{"name", "C"}, {"starts_on", "2026-02-02"}, {"cost", euro(900'00)}});
    make_deals(nord);
    make_service();
    install_kpi();
    ASSERT_TRUE(testing::eventually([&] {
      const auto found = database->read([&](db::Session& session) {
        return session.query("SELECT 1 FROM plugin_storage WHERE name = $1",
                             {std::string("snapshot/2026-03/done")});
      });
      return found && !found->empty();
    }));
    for (const auto& [deal, stage] :
         {std::pair(&frozen_[0], "won"), std::pair(&frozen_[1], "lost")})
      EXPECT_TRUE(records->update(
          admin, "deal", deal->id, {},
          {{"stage", stage}, {"loss_reason", "price"}, {"closed_at", "2026-03-25T12:00:00Z"}}));
  }
  const Clock& plugins_clock() override { return job_clock_; }

  std::string organisation(const char* name) { return make("organisation", {{"name", name}}).id; }
  std::string someone(const std::string& name) {
    Json fields{{"last_name", name}, {"email", name + "@example.test"}};
    if (name != "Eva") fields["phone"] = "+4670000" + std::to_string(1000 + ++made_);
    return person(fields).id;
  }
  void orders(const std::string& client, const char* field, int year,
              const std::string& state = "placed", std::int64_t amount = 100'00,
              const std::string& currency = "EUR") {
    make("order", {{"number", "S" + std::to_string(++made_)},
                   {field, client},
                   {"state", state},
                   {"ordered_at",
                    std::to_string(year) + "-06-0" + std::to_string(1 + made_ % 9) + "T12:00:00Z"},
                   {"total", {{"amount", amount + made_ * 100}, {"currency", currency}}}});
  }
  static bool is_over(const std::string& stage) { return stage == "won" || stage == "lost"; }
  void make_deals(const std::string& client) {
    const std::string seller = user("seller").id;
    const std::string bolt = make("product", {{"name", "Bolt"}}).id;
    for (const char* stage : {"won", "won", "lost", "new", "qualified", "proposal"}) {
      make("deal", {{"title", "D"},
                    {"stage", stage},
                    {"loss_reason", "price"},
                    {"organisation", client},
                    {"owner", seller},
                    {"closed_at", is_over(stage) ? Json(to_rfc3339(at(1))) : Json()},
                    {"amount", euro(1000'00 + 100 * ++made_)}});
    }
    make("deal", {{"title", "D"},
                  {"stage", "won"},
                  {"product", bolt},
                  {"closed_at", to_rfc3339(at(1))},
                  {"person", bo_},
                  {"amount", {{"amount", 5'00}, {"currency", "SEK"}}}});
    for (int i = 0; i < 5; ++i) {
      const Record lead =
          make("lead", {{"title", "L"}, {"company", "C"}, {"source", i % 2 == 0 ? "web" : "fair"}});
      if (i >= 3) continue;
      const auto converted = convert_lead(*records, *database, clock, ids, *outbox, admin, lead.id,
                                          {{"deal", {{"amount", euro(700'00)}}}});
      ASSERT_TRUE(converted) << converted.error().message;
      if (i == 2) continue;
      EXPECT_TRUE(records->update(admin, "deal", converted->deal, {}, {{"stage", "won"}}));
    }
    make("lead", {{"title", "L"}, {"company", "C"}, {"source", "call"}, {"person", bo_}});
    for (const int probability : {90, 40, 20}) {
      frozen_.push_back(make("deal", {{"title", "F"},
                                      {"amount", euro(1000'00)},
                                      {"probability", probability},
                                      {"expected_close", "2026-03-20"}}));
    }
  }
  void make_service() {
    for (int i = 0; i < 10; ++i) {
      make("case", {{"title", "C"},
                    {"state", "resolved"},
                    {"person", i < 5 ? dan_ : anna_},
                    {"csat", 1 + i % 5},
                    {"opened_at", "2026-05-05T12:00:00Z"}});
      make("task",
           {{"title", "T"}, {"state", "done"}, {"owner", i < 3 ? Json() : Json(user_of(i))}});
    }
  }
  std::string user_of(int i) { return user("u" + std::to_string(i)).id; }
  // The fields that the plugin brings are filled once it is there.
  void answer() {
    const auto page = records->list(admin, {.entity = "case", .limit = 100});
    ASSERT_TRUE(page);
    int i = 0;
    for (const Record& one : page->records) {
      const char* const solved = i % 3 == 0   ? "resolved"
                                 : i % 3 == 1 ? "not_resolved"
                                              : "not_resolvable";
      EXPECT_TRUE(records->update(admin, "case", one.id, {},
                                  {{"nps", (++i) % 11}, {"first_contact", solved}}));
    }
  }

  Json ask(const std::string& widget, const Json& parameters) {
    return show_in({{"from", "2026-01-01"}, {"to", day(2)}}, widget, parameters);
  }
  // The records of a list, as the app gets them.
  Found in(const Json& list) {
    const auto page = records->list(
        admin, {.entity = list.at("entity"), .filter = list.at("filter"), .limit = 200});
    EXPECT_TRUE(page) << list << (page ? "" : page.error().message);
    return page ? page->records : Found{};
  }
  // Those of all lists of that name, and of lists whose name begins so.
  Found in(const Json& shown, const std::string& label) {
    Found all;
    const Json& lists = shown.at("records");
    for (const Json& list : lists) {
      if (!list.at("label").get<std::string>().starts_with(label)) continue;
      const Found more = in(list);
      all.insert(all.end(), more.begin(), more.end());
    }
    return all;
  }
  double count(const Json& shown, const std::string& label) {
    return static_cast<double>(in(shown, label).size());
  }
  // Who is lost or new: a list of organisations, one of persons, the orders of whom nobody knows.
  double listed(const Json& shown, const char* which, bool erased) {
    return count(shown, std::string("Organisations ") + which) +
           count(shown, std::string("Persons ") + which) +
           (erased ? count(shown, "Erased customers") : 0);
  }
  double came(const Json& shown) {
    return count(shown, "New organisations") + count(shown, "New persons");
  }
  double lifetime(const Json& shown, double erased) {
    const Found orders = in(shown, "Orders");
    Found within, before;
    for (const Record& order : orders) {
      const bool old = order.fields.at("ordered_at").get<std::string>().starts_with("2025");
      (old ? before : within).push_back(order);
    }
    const double churn = (listed(shown, "lost", false) + erased) / customers(before);
    return sum(within, "total") / customers(within) / churn;
  }

  Json shares_of(const Json& shown) { return shown.at("series").at(0).at("points"); }
  static double all_points(const Json& points) {
    double all = 0;
    for (const Json& point : points) all += point.at("value").get<double>();
    return all;
  }

  std::string anna_, bo_, dan_;
  std::vector<Record> frozen_;
  testing::FakeClock job_clock_;

 private:
  int made_ = 0;
};
struct Line {
  const char* widget;
  Json parameters;
  std::function<double(const Json& shown)> again;  // The figure from the records of its lists.
};

class KpiSumsOnHostTest : public FiguredCompany {
 protected:
  // `erased` customers cannot be told from the lists of those who are known.
  std::vector<Line> all(double erased) {
    std::vector<Line> lines{
        {"conversion", {}, [this](const Json& s) { return share(s, "Won", "Leads"); }},
        {"conversion",
         {{"variant", "period"}},
         [this](const Json& s) { return share(s, "Won", "Leads"); }},
        {"win_rate", {}, [this](const Json& s) { return rate(s); }},
        {"velocity",
         {},
         [this](const Json& s) {
           const Found won = in(s, "Won");
           return count(s, "Created") * sum(won, "amount") / static_cast<double>(won.size()) *
                  rate(s) / 100 / mean_days(won) / 100;
         }},
        {"cycle", {}, [this](const Json& s) { return mean_days(in(s, "Closed")); }},
        {"average_order",
         {},
         [this](const Json& s) {
           return sum(in(s, "Orders"), "total") / count(s, "Orders") / 100;
         }},
        {"churn",
         {},
         [this](const Json& s) {
           return 100 * listed(s, "lost", true) / customers(in(s, "Orders before"));
         }},
        {"lifetime_value", {}, [=, this](const Json& s) { return lifetime(s, erased) / 100; }},
        {"acquisition_cost",
         {},
         [this](const Json& s) { return sum(in(s, "Campaigns"), "cost") / came(s) / 100; }},
        {"value_to_cost",
         {},
         [=, this](const Json& s) {
           return lifetime(s, erased) / (sum(in(s, "Campaigns"), "cost") / came(s));
         }},
        {"payback",
         {},
         [this](const Json& s) {
           const Found orders = in(s, "Orders");
           const auto from = parse_date("2026-01-01").value();
           const double months =
               static_cast<double>(parse_date(day(2)).value() - from) / kOneDayMs / 30.4375;
           return sum(in(s, "Campaigns"), "cost") / came(s) /
                  (sum(orders, "total") / customers(orders) / months);
         }},
        {"net_retention", {}, [this](const Json& s) { return retention(s); }},
        {"nps",
         {},
         [this](const Json& s) {
           double score = 0;
           for (const Record& one : in(s, "All answers"))
             score += number(one, "nps") >= 9 ? 1 : number(one, "nps") <= 6 ? -1 : 0;
           return std::round(100 * score / count(s, "All answers"));
         }},
        {"csat", {}, [this](const Json& s) { return share(s, "4 or 5", "All answers"); }},
        {"first_contact",
         {},
         [this](const Json& s) { return share(s, "Solved at once", "All contacts"); }},
        {"first_contact",
         {{"variant", "net"}},
         [this](const Json& s) {
           double possible = 0;
           for (const Record& one : in(s, "All contacts"))
             possible += one.fields.at("first_contact") == "not_resolvable" ? 0 : 1;
           return 100 * count(s, "Solved at once") / possible;
         }},
        {"adoption",
         {{"licensed_users", 20}},
         [this](const Json& s) {
           std::set<std::string> users;
           for (const Record& one : in(s, "")) users.insert(one.fields.value("owner", ""));
           return 100 * static_cast<double>(users.size()) / 20;
         }},
        {"data_quality", {}, [this](const Json& s) { return quality(s); }},
        {"weighted_pipeline",
         {},
         [this](const Json& s) {
           double weighted = 0;
           for (const Record& one : in(s, "Open"))
             weighted += number(one, "amount") * number(one, "probability") / 100;
           return weighted / 100;
         }},
        {"plan_fact", {}, [this](const Json& s) { return sum(in(s, "Won"), "amount") / 100; }},
        {"pipeline_accuracy",
         {},
         [this](const Json& s) {
           double won = 0;
           for (const Record& one : in(s, "In the snapshots"))
             won += one.fields.at("outcome") == "won" ? number(one, "amount") : 0;
           return 100 * won / (1000'00 * 1.5);
         }},
        {"forecast_bias", {}, [this](const Json& s) {
           const double came = sum(in(s, ""), "amount") / 100;
           return 100 * (all_points(shares_of(s)) - came) / came;
         }}};
    return lines;
  }

  double share(const Json& shown, const char* part, const char* whole) {
    return 100 * count(shown, part) / count(shown, whole);
  }
  double rate(const Json& shown) {
    return 100 * count(shown, "Won") / (count(shown, "Won") + count(shown, "Lost"));
  }
  double retention(const Json& shown) {
    const auto before = by_customer(in(shown.at("records").at(0)));
    const auto after = by_customer(in(shown.at("records").at(1)));
    double start = 0, kept = 0;
    for (const auto& [who, amount] : before) {
      start += amount;
      const auto now = after.find(who);
      if (now != after.end()) kept += now->second;
    }
    return 100 * kept / start;
  }
  double quality(const Json& shown) {
    const double persons = count(shown, "All persons");
    const double mails = persons - count(shown, "Without e-mail");
    const double phones = persons - count(shown, "Without phone");
    std::set<std::string> different;
    for (const Record& one : in(shown, "All persons")) {
      const std::string mail = one.fields.value("email", "");
      if (!mail.empty()) different.insert(mail);
    }
    return 25 * ((mails + phones) / (2 * persons) + static_cast<double>(different.size()) / mails +
                 (phones - count(shown, "Phone to mend")) / phones +
                 (persons - count(shown, "Not touched for long")) / persons);
  }
  // Figures that are no single number: what their series say.
  void expect_series_to_agree() {
    const Json cohorts = ask("cohorts", Json::object());
    double began = 0;
    for (const Json& one : cohorts.at("series")) {
      const std::string name = one.at("name");
      began += std::stod(name.substr(name.find('(') + 1));
    }
    EXPECT_DOUBLE_EQ(began, customers(in(cohorts, "")));
    for (const char* model : {"first", "last", "linear", "u_shaped", "w_shaped", "time_decay"}) {
      const Json shown = ask("attribution", {{"model", model}});
      EXPECT_NEAR(all_points(shares_of(shown)), count(shown, "Won"), 0.02) << model;
    }
    const Json funnel = ask("funnel", Json::object());
    for (std::size_t i = 0; i < funnel.at("records").size(); ++i)
      EXPECT_DOUBLE_EQ(point(funnel, 0, i), behind(funnel, i)) << i;
    for (const char* profile : {"client", "product", "manager"}) {
      const Json shown = ask("funnel_profiles", {{"profile", profile}});
      for (std::size_t i = 0; i < shown.at("records").size(); ++i)
        EXPECT_DOUBLE_EQ(point(shown, 0, i), behind(shown, i)) << profile << " " << i;
    }
  }
  // Each figure by what it is called, after it was compared with its lists.
  std::map<std::string, double> compared(double erased) {
    std::map<std::string, double> figures;
    for (const Line& line : all(erased)) {
      const Json parameters = line.parameters.is_null() ? Json::object() : line.parameters;
      const Json shown = ask(line.widget, parameters);
      const double figure = value_of(shown);
      EXPECT_NEAR(line.again(shown), figure, 0.006 + std::abs(figure) / 1e6)
          << line.widget << parameters << shown.value("note", "");
      figures[line.widget + to_text(parameters)] = figure;
    }
    expect_series_to_agree();
    return figures;
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, KpiSumsOnHostTest, testing::both_databases(),
                         testing::database_name);

TEST_P(KpiSumsOnHostTest, R55TheListsBehindEveryFigureAreTheFigureAlsoAfterAnErasure) {
  answer();

  const auto before = compared(0);
  std::set<std::string> widgets{"cohorts", "attribution", "funnel", "funnel_profiles"};
  for (const Line& line : all(0)) widgets.insert(line.widget);
  EXPECT_EQ(widgets.size(), manifest_of("kpi")["contributes"]["widgets"].size()) << "none is left";

  Tombstones tombstones{"secret"};
  ErasureDesk desk({*database, *records, *outbox, clock, ids, tombstones, plugins.get(),
                    crypto::SigningKey::generate(), data});
  const auto erased = desk.begin(admin, dan_, "their wish");
  ASSERT_TRUE(erased) << erased.error().message;
  ASSERT_EQ(erased->state, "done");

  auto after = compared(1);
  EXPECT_NE(after["data_quality{}"], 0);
  after["data_quality{}"] = before.at("data_quality{}");  // Of those who are there.
  EXPECT_EQ(after, before) << "who was erased stays in the counts";
}

}  // namespace
}  // namespace kontor::host
