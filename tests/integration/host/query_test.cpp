#include <set>

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

}  // namespace

}  // namespace kontor::host
