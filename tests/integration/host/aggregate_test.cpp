#include "tests/integration/host/host_fixture.hpp"

namespace kontor::host {

namespace {

class AggregateTest : public testing::HostTest {
 protected:
  Json measure(const Json& request, const std::string& entity = "deal") {
    const auto rows = records_->aggregate(admin_, entity, request);
    return rows ? aggregate_json(*rows)["rows"] : Json(rows.error().message);
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, AggregateTest, testing::both_databases(),
                         testing::database_name);

TEST_P(AggregateTest, CountsSumsAndAverages) {
  make("deal", {{"title", "A"}, {"amount", {{"amount", 100}, {"currency", "EUR"}}}});
  make("deal", {{"title", "B"}, {"amount", {{"amount", 300}, {"currency", "EUR"}}}});
  make("deal", {{"title", "B"}, {"stage", "won"}});

  const Json rows = measure({{"measures",
                              {{{"function", "count"}},
                               {{"function", "count_distinct"}, {"field", "title"}},
                               {{"function", "sum"}, {"field", "amount"}},
                               {{"function", "average"}, {"field", "amount"}},
                               {{"function", "min"}, {"field", "amount"}},
                               {{"function", "max"}, {"field", "amount"}}}}});

  EXPECT_EQ(rows, (Json::parse(R"([{"group":[],"values":[3.0,2.0,400.0,200.0,100.0,300.0]}])")));
}

TEST_P(AggregateTest, CountsEachValueOnceHoweverItIsAsked) {
  for (const char* source : {"web", "fair", "web", ""}) {
    Json deal{{"title", "A"}, {"amount", {{"amount", 100}, {"currency", "EUR"}}}};
    if (*source != 0) deal["source"] = source;
    make("deal", deal);
  }
  const Json different{{"function", "count_distinct"}, {"field", "source"}};
  const Json all{{"function", "count"}};
  const Json none = Json::array({{{"field", "title"}, {"op", "eq"}, {"value", "none"}}});

  EXPECT_EQ(measure({{"measures", Json::array({different})}}),
            Json::parse(R"([{"group":[],"values":[2.0]}])"));
  EXPECT_EQ(measure({{"measures", Json::array({different, all})}}),
            Json::parse(R"([{"group":[],"values":[2.0,4.0]}])"));
  EXPECT_EQ(measure({{"measures", Json::array({different})}, {"filter", none}}),
            Json::parse(R"([{"group":[],"values":[0.0]}])"));
}

// What no index holds is read in the order the rows lie, and is the same as read in any other.
TEST_P(AggregateTest, ARangeOfAnIndexAnswersForFieldsTheIndexDoesNotHold) {
  const auto closed = [this](const char* source, const char* at, const char* stage) {
    return make("deal", {{"title", "A"},
                         {"source", source},
                         {"stage", stage},
                         {"loss_reason", "price"},
                         {"closed_at", at}});
  };
  closed("web", "2026-01-31T23:59:59Z", "won");
  closed("web", "2026-02-01T00:00:00Z", "won");
  closed("fair", "2026-02-28T23:59:59Z", "lost");
  closed("fair", "2026-03-01T00:00:00Z", "won");
  const Record gone = closed("web", "2026-02-10T00:00:00Z", "won");
  ASSERT_TRUE(records_->remove(admin_, "deal", gone.id, std::nullopt));
  const Json february = Json::parse(R"([
      {"field":"closed_at","op":"ge","value":"2026-02-01T00:00:00Z"},
      {"field":"closed_at","op":"lt","value":"2026-03-01T00:00:00Z"}])");
  Json won = february;
  won.push_back({{"field", "outcome"}, {"op", "eq"}, {"value", "won"}});
  const Json count{{"function", "count"}};
  const Json sources{{"function", "count_distinct"}, {"field", "source"}};

  EXPECT_EQ(measure({{"filter", february}, {"group_by", {"source"}}, {"measures", {count}}}),
            Json::parse(R"([{"group":["fair"],"values":[1.0]},{"group":["web"],"values":[1.0]}])"));
  EXPECT_EQ(measure({{"filter", won}, {"group_by", {"source"}}, {"measures", {count}}}),
            Json::parse(R"([{"group":["web"],"values":[1.0]}])"));
  EXPECT_EQ(measure({{"filter", february}, {"measures", {sources}}}),
            Json::parse(R"([{"group":[],"values":[2.0]}])"));
}

TEST_P(AggregateTest, NothingMeasuredIsNullAndNotZero) {
  const Json rows = measure({{"measures", {{{"function", "average"}, {"field", "amount"}}}}});

  EXPECT_EQ(rows, (Json::parse(R"([{"group":[],"values":[null]}])")));
}

TEST_P(AggregateTest, GroupsByFieldsMonthsAndCurrencies) {
  make("deal", {{"title", "A"},
                {"stage", "won"},
                {"closed_at", "2026-01-31T23:59:59Z"},
                {"amount", {{"amount", 100}, {"currency", "EUR"}}}});
  make("deal", {{"title", "B"},
                {"stage", "won"},
                {"closed_at", "2026-02-01T00:00:00Z"},
                {"amount", {{"amount", 200}, {"currency", "SEK"}}}});

  const Json rows = measure({{"measures", {{{"function", "sum"}, {"field", "amount"}}}},
                             {"group_by", {"closed_at:month", "amount:currency"}}});

  EXPECT_EQ(rows, (Json::parse(R"([{"group":["2026-01","EUR"],"values":[100.0]},
                                   {"group":["2026-02","SEK"],"values":[200.0]}])")));
}

TEST_P(AggregateTest, MeasuresDaysBetweenTwoTimes) {
  const Record deal = make("deal", {{"title", "A"}});
  clock_.advance(std::int64_t{36} * 3600 * 1000);
  ASSERT_TRUE(records_->update(admin_, "deal", deal.id, {}, {{"stage", "won"}}));

  const Json rows = measure(
      {{"measures",
        {{{"function", "average_days_between"}, {"field", "created_at"}, {"to", "closed_at"}}}},
       {"filter", {{{"field", "outcome"}, {"op", "eq"}, {"value", "won"}}}}});

  EXPECT_EQ(rows[0]["values"][0], 1.5);
}

// Says yes to those it was told, and counts.
class SomeAgree : public PurposeGate {
 public:
  std::string refused;
  std::size_t asked = 0;
  Result<std::vector<bool>> allowed(std::string_view,
                                    const std::vector<std::string>& ids) override {
    asked += ids.size();
    std::vector<bool> answers;
    answers.reserve(ids.size());
    for (const std::string& id : ids) answers.push_back(id != refused);
    return answers;
  }
};

TEST_P(AggregateTest, CountsForAPurposeHoweverManyPeopleThereAre) {
  constexpr int kPeople = 33'000;  // More than a statement of SQLite has room for values.
  std::vector<Record> people(kPeople);
  for (Record& person : people) {
    person.id = ids_.next();
    person.entity = "person";
    person.fields = {{"name", "P"}};
  }
  std::vector<const Record*> some;
  ASSERT_TRUE(database_->transaction([&](db::Session& session) -> Status {
    for (const Record& person : people) {
      some.push_back(&person);
      if (some.size() < 1000) continue;
      TRY(records_->store().insert(session, "person", some));
      some.clear();
    }
    return ok();
  }));
  SomeAgree gate;
  gate.refused = make("person", {{"name", "Nora"}}).id;
  records_->attach(gate);

  const Json rows =
      measure({{"measures", {{{"function", "count"}}}}, {"purpose", "marketing"}}, "person");

  EXPECT_EQ(rows, (Json::parse(R"([{"group":[],"values":[33000.0]}])")));
  EXPECT_EQ(gate.asked, 33'001U);
}

}  // namespace

}  // namespace kontor::host
