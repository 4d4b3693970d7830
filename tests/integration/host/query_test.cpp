#include <set>

#include "host/app/company_settings.hpp"
#include "tests/integration/host/host_fixture.hpp"

namespace kontor::host {

namespace {

class QueryTest : public testing::HostTest {
 protected:
  std::string names(const Json& filter) {
    const auto page = find("person", filter, "", "name");
    if (!page) return page.error().message;
    std::string all;
    for (const Record& record : page->records)
      all += record.fields["name"].get<std::string>() + "|";
    return all;
  }
  void three_people() {
    make("person",
         {{"name", "Anna"}, {"role", "Chief"}, {"region", "North"}, {"owner", admin_.id}});
    make("person", {{"name", "Bo"}, {"role", "Clerk"}, {"region", "North"}});
    make("person", {{"name", "Carin"}, {"region", "100% _wild"}});
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, QueryTest, testing::both_databases(), testing::database_name);

TEST_P(QueryTest, R16CombinesAllAnyAndNot) {
  three_people();
  const Json chief{{"field", "role"}, {"op", "eq"}, {"value", "Chief"}};
  const Json north{{"field", "region"}, {"op", "eq"}, {"value", "North"}};

  EXPECT_EQ(names({{"any", {chief, {{"field", "name"}, {"op", "eq"}, {"value", "Carin"}}}}}),
            "Anna|Carin|");
  EXPECT_EQ(names({{"all", {north, {{"not", chief}}}}}), "Bo|");
  EXPECT_EQ(names({{"not", chief}}), "Bo|Carin|");
  EXPECT_EQ(names({{"not", {{"any", {chief, north}}}}}), "Carin|");
  EXPECT_EQ(names({{"any", Json::array()}}), "");
  EXPECT_EQ(names({{"field", "role"}, {"op", "not_in"}, {"value", {"Chief"}}}), "Bo|Carin|");
  EXPECT_EQ(names({{"field", "name"}, {"op", "between"}, {"value", {"B", "Bz"}}}), "Bo|");
  EXPECT_EQ(names({{"field", "region"}, {"op", "contains"}, {"value", "% _"}}), "Carin|");
  EXPECT_EQ(names({{"field", "owner"}, {"op", "eq"}, {"value", "@me"}}), "Anna|");
  EXPECT_EQ(names({{"field", "created_at"}, {"op", "ge"}, {"value", "@today"}}), "Anna|Bo|Carin|");
  EXPECT_EQ(names({{"field", "created_at"}, {"op", "lt"}, {"value", "@today-1d"}}), "");
}

TEST_P(QueryTest, HostileValuesAreOnlyValues) {
  three_people();
  for (const char* text : {"' OR 1=1 --", "x'; DROP TABLE record_person; --", "$1", "\\", "%", "\"",
                           "{\"a\":1}", "'||(SELECT 1)||'"}) {
    for (const char* op : {"eq", "prefix", "contains"}) {
      EXPECT_EQ(names({{"field", "name"}, {"op", op}, {"value", text}}), "") << op << " " << text;
    }
    EXPECT_FALSE(find("person", {{{"field", text}, {"op", "eq"}, {"value", "x"}}}));
    EXPECT_FALSE(find("person", Json::array(), "", text));
    EXPECT_TRUE(find("person", Json::array(), text));
  }
  EXPECT_EQ(find("person", Json::array())->records.size(), 3U);
}

TEST_P(QueryTest, R16ASavedViewGivesTheSameRowsAsItsFilter) {
  three_people();
  const Json filter{{"field", "region"}, {"op", "eq"}, {"value", "North"}};
  const Record view = make("view", {{"name", "North"},
                                    {"of", "person"},
                                    {"filter", to_text(filter)},
                                    {"sort", "-name"},
                                    {"columns", {"name", "region"}}});

  const auto by_view = records_->list(admin_, {.entity = "person", .view = view.id});
  const auto by_filter =
      records_->list(admin_, {.entity = "person", .filter = filter, .sort = "-name"});

  ASSERT_TRUE(by_view) << by_view.error().message;
  ASSERT_EQ(by_view->records.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(by_view->records[i].id, by_filter->records[i].id);
  const Json narrower{{"field", "role"}, {"op", "eq"}, {"value", "Chief"}};
  EXPECT_EQ(records_->list(admin_, {.entity = "person", .filter = narrower, .view = view.id})
                ->records.size(),
            1U);
  const Record segment =
      make("segment", {{"name", "North"}, {"of", "person"}, {"filter", to_text(filter)}});
  EXPECT_EQ(records_->list(admin_, {.entity = "person", .view = segment.id})->records.size(), 2U);
  EXPECT_FALSE(records_->list(admin_, {.entity = "deal", .view = view.id}));
  EXPECT_FALSE(records_->list(admin_, {.entity = "person", .view = ids_.next()}));
}

TEST_P(QueryTest, R16ASavedViewThatCouldNotBeUsedIsNotSaved) {
  const auto refused = [&](const Json& fields) {
    return !records_->create(admin_, "view", fields);
  };
  EXPECT_TRUE(refused({{"name", "V"}, {"of", "unicorn"}}));
  EXPECT_TRUE(refused({{"name", "V"}, {"of", "person"}, {"filter", "{"}}));
  EXPECT_TRUE(refused({{"name", "V"},
                       {"of", "person"},
                       {"filter", R"([{"field":"nothing","op":"eq","value":"x"}])"}}));
  EXPECT_TRUE(refused({{"name", "V"}, {"of", "person"}, {"sort", "nothing"}}));
  EXPECT_TRUE(refused({{"name", "V"}, {"of", "person"}, {"columns", {"nothing"}}}));
  const Record own = make("view", {{"name", "V"}, {"of", "person"}, {"owner", admin_.id}});
  EXPECT_FALSE(
      records_->list(somebody(Rights::everything()), {.entity = "person", .view = own.id}));
}

TEST_P(QueryTest, R16GroupsByWeekQuarterAndCohort) {
  const auto lead = [&](const char* converted) {
    Json fields{{"title", "L"}};
    if (converted != nullptr) fields["converted_at"] = converted;
    make("lead", fields);
  };
  clock_.set_wall_clock(parse_rfc3339("2026-01-31T12:00:00Z").value());
  lead("2026-02-01T00:00:00Z");
  lead("2026-03-31T23:59:59Z");
  lead(nullptr);
  clock_.set_wall_clock(parse_rfc3339("2026-04-01T00:00:00Z").value());
  lead("2026-04-30T00:00:00Z");
  const auto grouped = [&](const Json& groups) {
    return aggregate_json(
        records_
            ->aggregate(
                admin_, "lead",
                {{"group_by", groups},
                 {"measures", {{{"function", "count"}}}},
                 {"filter", {{{"field", "converted_at"}, {"op", "is_null"}, {"value", false}}}}})
            .value())["rows"];
  };

  EXPECT_EQ(grouped({"converted_at:quarter"}),
            (Json::parse(R"([{"group":["2026-Q1"],"values":[2.0]},
                             {"group":["2026-Q2"],"values":[1.0]}])")));
  EXPECT_EQ(grouped({"converted_at:week"}),
            (Json::parse(R"([{"group":["2026-01-26"],"values":[1.0]},
                             {"group":["2026-03-30"],"values":[1.0]},
                             {"group":["2026-04-27"],"values":[1.0]}])")));
  EXPECT_EQ(grouped({"created_at:month", "converted_at:months_after:created_at"}),
            (Json::parse(R"([{"group":["2026-01",1],"values":[1.0]},
                             {"group":["2026-01",2],"values":[1.0]},
                             {"group":["2026-04",0],"values":[1.0]}])")));
}

TEST_P(QueryTest, R16GroupsMomentsByTheDaysOfATimeZoneAlsoWhenItsClocksChange) {
  // Stockholm: clocks go back on 2026-10-25 at 01:00 UTC and forward on 2026-03-29 at 01:00 UTC.
  for (const char* moment : {"2026-10-24T21:59:59Z", "2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z",
                             "2026-10-25T23:00:00Z", "2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z",
                             "2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z"})
    make("lead", {{"title", "L"}, {"converted_at", moment}});
  const auto grouped = [&](const char* group, const Json& zone) {
    Json wanted{{"group_by", {group}}, {"measures", {{{"function", "count"}}}}};
    if (!zone.is_null()) wanted["time_zone"] = zone;
    std::string all;
    const auto rows = records_->aggregate(admin_, "lead", wanted);
    for (const AggregateRow& row : *rows)
      all += row.group[0].get<std::string>() + "=" +
             std::to_string(static_cast<int>(row.values[0].value_or(0))) + " ";
    return all;
  };
  const std::string stockholm =
      "2026-03-28=1 2026-03-29=2 2026-03-30=1 2026-10-24=1 2026-10-25=2 2026-10-26=1 ";

  EXPECT_EQ(grouped("converted_at:day", "Europe/Stockholm"), stockholm);
  EXPECT_EQ(grouped("converted_at:day", nullptr),
            "2026-03-28=2 2026-03-29=2 2026-10-24=2 2026-10-25=2 ");
  EXPECT_EQ(grouped("converted_at:week", "Pacific/Auckland"),
            "2026-03-23=2 2026-03-30=2 2026-10-19=2 2026-10-26=2 ");
  ASSERT_TRUE(
      keep_service_levels(*database_, *records_, clock_, admin_,
                          {{"hours",
                            {{"time_zone", "Europe/Stockholm"},
                             {"monday", Json::array({Json::array({"09:00", "17:00"})})}}}}));
  EXPECT_EQ(grouped("converted_at:day", nullptr), stockholm);
  EXPECT_FALSE(records_->aggregate(
      admin_, "lead", {{"measures", {{{"function", "count"}}}}, {"time_zone", "Mars/Olympus"}}));
}

TEST_P(QueryTest, TodayBeginsWhenTheCompanysClocksShowMidnight) {
  const Json hours{{"time_zone", "Europe/Stockholm"},
                   {"monday", Json::array({Json::array({"09:00", "17:00"})})}};
  ASSERT_TRUE(keep_service_levels(*database_, *records_, clock_, admin_, {{"hours", hours}}));
  // Monday 26 October 2026, 00:30 in Stockholm; clocks went back the day before.
  clock_.set_wall_clock(parse_rfc3339("2026-10-25T23:30:00Z").value());
  for (const char* moment : {"2026-10-24T21:59:59Z", "2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z",
                             "2026-10-25T23:00:00Z"})
    make("lead", {{"title", moment}, {"converted_at", moment}});
  make("deal", {{"title", "Today"}, {"expected_close", "2026-10-26"}});
  const auto since = [&](const char* word) {
    return find("lead", {{"field", "converted_at"}, {"op", "ge"}, {"value", word}})->records.size();
  };

  EXPECT_EQ(since("@today"), 1U);
  EXPECT_EQ(since("@today-1d"), 3U);
  EXPECT_EQ(since("@today-2d"), 4U);
  EXPECT_EQ(find("deal", {{"field", "expected_close"}, {"op", "eq"}, {"value", "@today"}})
                ->records.size(),
            1U);
}

TEST_P(QueryTest, ADateHasNoTimeZone) {
  make("deal", {{"title", "D"}, {"expected_close", "2026-03-01"}});

  const auto rows = records_->aggregate(admin_, "deal",
                                        {{"group_by", {"expected_close:day"}},
                                         {"time_zone", "America/New_York"},
                                         {"measures", {{{"function", "count"}}}}});

  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_EQ((*rows)[0].group[0], "2026-03-01");
}

}  // namespace

}  // namespace kontor::host
