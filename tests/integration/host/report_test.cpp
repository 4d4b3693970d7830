#include "host/app/reports.hpp"

#include "host/app/company_settings.hpp"
#include "tests/integration/host/host_fixture.hpp"

namespace kontor::host {

namespace {

class ReportTest : public testing::HostTest {
 protected:
  Json figures(const Json& report) { return figures(report, admin_); }
  Json figures(const Json& report, const Principal& principal) {
    const auto run = reports_.run(principal, report);
    return run ? report_json(*run) : Json(run.error().message);
  }
  // How many records a list gives for a row, asked as the web app asks.
  double listed(const Principal& principal, const Json& answer, const Json& row) {
    Json filter = answer["filter"];
    for (const Json& condition : row["filter"]) filter.push_back(condition);
    const auto page = records_->list(
        principal,
        {.entity = answer["of"].get<std::string>(), .filter = filter, .limit = kListLimitMax});
    EXPECT_TRUE(page) << (page ? "" : page.error().message) << filter;
    return page ? static_cast<double>(page->records.size()) : -1;
  }
  // The sum of the amounts of a row's records.
  double summed(const Json& answer, const Json& row) {
    Json filter = answer["filter"];
    for (const Json& condition : row["filter"]) filter.push_back(condition);
    const auto found = find("deal", filter);
    double sum = 0;
    for (const Record& record : found->records) {
      const Json amount = record.fields.value("amount", Json());
      if (amount.is_object()) sum += amount.at("amount").get<double>();
    }
    return sum;
  }
  // Each row's count is that of its list, and all rows together are the total.
  double agreed(const Json& answer, const Principal& principal) {
    double sum = 0;
    for (const Json& row : answer["rows"]) {
      EXPECT_EQ(row["values"][0], listed(principal, answer, row)) << row;
      sum += row["values"][0].get<double>();
    }
    EXPECT_EQ(answer["totals"]["values"][0], sum);
    return sum;
  }
  void clocks_of(const char* zone) {
    const Json hours{{"time_zone", zone},
                     {"monday", Json::array({Json::array({"09:00", "17:00"})})}};
    EXPECT_TRUE(keep_service_levels(*database_, *records_, clock_, admin_, {{"hours", hours}}));
  }
  static Json counted(const Json& groups, const std::string& of = "lead") {
    return {{"of", of}, {"groups", groups}, {"measures", {{{"function", "count"}}}}};
  }

  Reports reports_{*records_, *accounts_, clock_};
};
INSTANTIATE_TEST_SUITE_P(Databases, ReportTest, testing::both_databases(), testing::database_name);

TEST_P(ReportTest, R16BehindEachFigureAreAsManyRecordsAlsoWhenClocksChange) {
  clocks_of("Europe/Stockholm");
  for (const char* moment : {"2026-10-24T21:59:59Z", "2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z",
                             "2026-10-25T23:00:00Z", "2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z",
                             "2026-03-29T21:59:59.999Z", "2026-03-29T22:00:00Z",
                             "2026-12-31T22:59:59Z", "2026-12-31T23:00:00Z"})
    make("lead", {{"title", "L"},
                  {"source", moment[6] == '0' ? "fair" : "web"},
                  {"score", moment[6] - '0'},
                  {"phone", "+46 73 153 56 39"},
                  {"owner", admin_.id},
                  {"converted_at", moment}});
  make("lead", {{"title", "Of nothing"}});

  for (const char* part : {"day", "week", "month", "quarter", "year"}) {
    const Json answer = figures(counted({std::string("converted_at:") + part}));
    EXPECT_EQ(agreed(answer, admin_), 11) << part;
    EXPECT_EQ(answer["time_zone"], "Europe/Stockholm");
  }
  for (const char* field : {"converted_at", "source", "score", "phone", "owner", "stage", "id"})
    EXPECT_EQ(agreed(figures(counted({field})), admin_), 11) << field;
  EXPECT_EQ(agreed(figures(counted({"source", "converted_at:quarter"})), admin_), 11);
  const Json days = figures(counted({"converted_at:day"}));
  // What is not set stands last in both databases.
  EXPECT_EQ(days["rows"].back()["filter"],
            (Json::parse(R"([{"field":"converted_at","op":"is_null","value":true}])")));
  EXPECT_EQ(days["rows"][days["rows"].size() - 2]["filter"],
            (Json::parse(R"([{"field":"converted_at","op":"ge","value":"2026-12-31T23:00:00.000Z"},
                             {"field":"converted_at","op":"lt","value":"2027-01-01T23:00:00.000Z"}])")));
}

TEST_P(ReportTest, R16ADateIsGroupedAndListedWithoutATimeZone) {
  clocks_of("America/New_York");
  make("deal", {{"title", "A"}, {"expected_close", "2026-03-01"}});
  make("deal", {{"title", "B"}, {"expected_close", "2026-02-28"}});
  make("deal", {{"title", "C"}});

  const Json answer = figures(counted({"expected_close:month"}, "deal"));

  EXPECT_EQ(agreed(answer, admin_), 3);
  EXPECT_EQ(answer["rows"].size(), 3U);
}

TEST_P(ReportTest, R16APeriodIsInDaysOfTheCompanyAndFiltersStayWhatTheyWere) {
  clocks_of("Europe/Stockholm");
  clock_.set_wall_clock(parse_rfc3339("2026-12-31T23:30:00Z").value());  // New Year's Day there.
  for (const char* moment : {"2026-09-30T21:59:59Z", "2026-09-30T22:00:00Z", "2026-12-31T22:59:59Z",
                             "2026-12-31T23:00:00Z"})
    make("lead", {{"title", "L"}, {"converted_at", moment}, {"owner", admin_.id}});
  Json report = counted(Json::array());
  report["filter"] = {{"field", "owner"}, {"op", "eq"}, {"value", "@me"}};
  report["period_field"] = "converted_at";
  const auto within = [&](const char* period) {
    report["period"] = period;
    const Json answer = figures(report);
    return answer["from"].get<std::string>() + " " + answer["to"].get<std::string>() + " " +
           std::to_string(static_cast<int>(agreed(answer, admin_)));
  };

  EXPECT_EQ(within("this_year"), "2027-01-01 2028-01-01 1");
  EXPECT_EQ(within("last_year"), "2026-01-01 2027-01-01 3");
  EXPECT_EQ(within("last_quarter"), "2026-10-01 2027-01-01 2");
  EXPECT_EQ(within("last_month"), "2026-12-01 2027-01-01 1");
  EXPECT_EQ(within("days_30"), "2026-12-03 2027-01-02 2");
  EXPECT_EQ(figures(report)["filter"][0]["value"], admin_.id);
}

TEST_P(ReportTest, R16ASavedReportAnswersAsItsBodyAndAnothersOwnIsNotRun) {
  make("lead", {{"title", "L"}, {"source", "fair"}});
  const Json report{{"of", "lead"},
                    {"filter", {{{"field", "source"}, {"op", "eq"}, {"value", "fair"}}}},
                    {"groups", {"source"}},
                    {"measures", {{{"function", "count"}}}}};
  const auto save = [&](const Json& more) {
    Json fields{{"name", "By source"},
                {"of", "lead"},
                {"filter", to_text(report["filter"])},
                {"groups", report["groups"]},
                {"measures", to_text(report["measures"])}};
    fields.update(more);
    return make("report", fields).id;
  };
  const auto run = [&](const std::string& id, const Principal& principal) {
    const auto saved = reports_.saved(principal, id);
    return saved ? figures(*saved, principal) : Json(saved.error().message);
  };
  const Principal other = somebody(Rights::everything());

  EXPECT_EQ(run(save({{"owner", admin_.id}}), admin_), figures(report));
  EXPECT_EQ(run(save({{"owner", admin_.id}, {"shared", true}}), other), figures(report));
  EXPECT_EQ(run(save({{"owner", admin_.id}}), other), "there is no such report");
}

TEST_P(ReportTest, R16WhoSeesLessGetsLessAndItsListsAgree) {
  Rights own_rights;
  own_rights.allow("lead", Verb::read, Scope::own);
  Principal own = somebody(std::move(own_rights));
  own.id = add_user("own@kontor.example", "reader");
  Rights field_rights;
  for (const char* name : {"title", "source", "owner"})
    field_rights.allow_field("lead", Verb::read, name, Scope::all);
  field_rights.allow_field("lead", Verb::read, "score", Scope::own);
  Principal field = somebody(std::move(field_rights));
  field.id = add_user("field@kontor.example", "reader");
  for (const std::string& owner : {own.id, field.id, admin_.id})
    make("lead", {{"title", "L"}, {"source", "fair"}, {"score", 5}, {"owner", owner}});
  const Json by_source = counted({"source"});
  Json scored = by_source;
  scored["measures"].push_back({{"function", "sum"}, {"field", "score"}});

  EXPECT_EQ(agreed(figures(by_source), admin_), 3);
  EXPECT_EQ(agreed(figures(by_source, own), own), 1);
  EXPECT_EQ(agreed(figures(by_source, field), field), 3);
  EXPECT_EQ(agreed(figures(scored, field), field), 1);
  EXPECT_EQ(figures(scored, field)["totals"]["values"][1], 5.0);
  EXPECT_FALSE(reports_.run(field, counted({"stage"})));
  EXPECT_FALSE(reports_.run(somebody(Rights()), by_source));
}

TEST_P(ReportTest, R16AmountsOfSeveralCurrenciesAreNotAddedUp) {
  const auto deal = [&](const char* source, int amount, const char* currency) {
    make("deal", {{"title", "D"},
                  {"source", source},
                  {"amount", {{"amount", amount}, {"currency", currency}}}});
  };
  deal("fair", 100, "EUR");
  deal("fair", 200, "EUR");
  deal("web", 300, "EUR");
  deal("web", 400, "SEK");
  make("deal", {{"title", "Without"}, {"source", "fair"}});
  Json report{{"of", "deal"},
              {"groups", {"source"}},
              {"measures", {{{"function", "sum"}, {"field", "amount"}}}}};

  const Json mixed = figures(report);
  report["groups"] = {"source", "amount:currency"};
  const Json apart = figures(report);

  EXPECT_EQ(mixed["rows"][0]["values"], (Json::array({300.0})));
  EXPECT_EQ(mixed["rows"][0]["currencies"], (Json::array({"EUR"})));
  EXPECT_EQ(mixed["rows"][1]["values"], (Json::array({nullptr})));
  EXPECT_EQ(mixed["totals"]["values"], (Json::array({nullptr})));
  EXPECT_EQ(mixed["mixed_currencies"], true);
  EXPECT_EQ(apart["rows"].size(), 4U);
  EXPECT_TRUE(apart["not_drillable"].is_null()) << apart;
  for (const Json& row : apart["rows"]) {
    if (row["group"][1].is_null()) continue;
    EXPECT_EQ(row["values"][0], summed(apart, row)) << row;
  }
}

TEST_P(ReportTest, R16BehindAFigureByCurrencyAreItsRecordsAndTheirSum) {
  const auto deal = [&](const char* currency, int amount, const char* outcome) {
    make("deal", {{"title", "D"},
                  {"stage", outcome},
                  {"loss_reason", "price"},
                  {"amount", {{"amount", amount}, {"currency", currency}}}});
  };
  for (const char* outcome : {"won", "lost"}) {
    deal("EUR", 100, outcome);
    deal("EUR", 250, outcome);
    deal("SEK", 4000, outcome);
  }
  make("deal", {{"title", "Without an amount"}});

  const Json answer = figures(
      {{"of", "deal"},
       {"groups", {"amount:currency", "outcome"}},
       {"measures", {{{"function", "count"}}, {{"function", "sum"}, {"field", "amount"}}}}});

  EXPECT_EQ(answer["rows"].size(), 5U);
  EXPECT_EQ(agreed(answer, admin_), 7);
  for (const Json& row : answer["rows"]) {
    if (row["group"][0].is_null()) continue;
    EXPECT_EQ(row["values"][1], summed(answer, row)) << row;
  }
  Rights rights;
  rights.allow_field("deal", Verb::read, "title");
  const auto blind = records_->list(
      somebody(std::move(rights)),
      {.entity = "deal",
       .filter = Json{{"field", "amount:currency"}, {"op", "eq"}, {"value", "EUR"}}});
  ASSERT_FALSE(blind) << "whoever may not read the amount may not ask for its currency";
  EXPECT_EQ(blind.error().code, ErrorCode::forbidden);
}

TEST_P(ReportTest, R16GroupsByPeopleAreNamed) {
  const Record acme = make("organisation", {{"name", "Acme"}});
  make("deal", {{"title", "D"}, {"organisation", acme.id}, {"owner", admin_.id}});

  const Json answer = figures(counted({"organisation", "owner"}, "deal"));

  EXPECT_EQ(answer["names"], (Json{{acme.id, "Acme"}, {admin_.id, "Root"}}));
}

TEST_P(ReportTest, R16WhatCouldNotBeRunIsNeitherSavedNorRun) {
  Json deep{{"field", "source"}, {"op", "eq"}, {"value", "x"}};
  for (int i = 0; i < kFilterDepthMax; ++i) deep = {{"not", deep}};
  const Json many(48, Json{{"field", "source"}, {"op", "eq"}, {"value", "x"}});
  const auto with = [](const char* name, const Json& value) {
    Json report = counted({"source"});
    report[name] = value;
    return report;
  };
  const Json count{{"function", "count"}};
  for (const Json& report :
       {with("of", "unicorn"),
        with("of", 7),
        with("groups", {"nothing"}),
        with("groups", "source"),
        with("groups", {"source", "stage", "owner"}),
        with("groups", {"source", "source"}),
        with("groups", {"source:month"}),
        with("groups", {7}),
        with("measures", Json::array()),
        with("measures", {count, count}),
        with("measures", {{{"function", "sum"}}}),
        with("measures", {{{"function", "sum"}, {"field", "source"}}}),
        with("measures", nullptr),
        with("measures", Json(7, count)),
        with("filter", "source"),
        with("filter", deep),
        with("filter", many),
        with("period", "days_30"),
        with("chart", 1),
        with("filter", {{{"field", "'; DROP TABLE record_lead"}, {"op", "eq"}, {"value", 1}}})}) {
    EXPECT_FALSE(reports_.run(admin_, report)) << report;
    Json fields{{"name", "R"}};
    for (const auto& [name, value] : report.items()) {
      const bool text = name == "filter" || name == "measures";
      fields[name] = text ? Json(to_text(value)) : value;
    }
    EXPECT_FALSE(records_->create(admin_, "report", fields)) << fields;
  }
  for (const char* text : {"{", "[]", "null", "\"count\""})
    EXPECT_FALSE(
        records_->create(admin_, "report", {{"name", "R"}, {"of", "lead"}, {"measures", text}}))
        << text;
  EXPECT_FALSE(reports_.run(admin_, nullptr));
  EXPECT_FALSE(reports_.run(admin_, Json::array()));
  EXPECT_FALSE(reports_.saved(admin_, "none"));
}

}  // namespace

}  // namespace kontor::host
