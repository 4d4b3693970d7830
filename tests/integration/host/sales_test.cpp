#include <map>
#include <set>
#include <thread>

#include "host/app/funnel.hpp"
#include "host/app/lead_conversion.hpp"
#include "host/app/sales_figures.hpp"
#include "host/store/record_tables.hpp"
#include "tests/integration/host/host_fixture.hpp"

namespace kontor::host {

namespace {

class SalesTest : public testing::HostTest {
 protected:
  Result<LeadConversion> convert(const std::string& id, const Json& request = Json::object()) {
    return convert_lead(*records_, *database_, clock_, ids_, *outbox_, admin_, id, request);
  }
  Record get(const std::string& entity, const std::string& id) {
    return records_->get(admin_, entity, id).value();
  }
  std::int64_t count(const std::string& entity) {
    return records_->list(admin_, {.entity = entity, .total = true})->total->count;
  }
  static Json euro(std::int64_t amount) { return {{"amount", amount}, {"currency", "EUR"}}; }
};
INSTANTIATE_TEST_SUITE_P(Databases, SalesTest, testing::both_databases(), testing::database_name);

TEST_P(SalesTest, R06AConversionKeepsSourceOwnerAndTimestampsAndIsDoneOnce) {
  const Record lead = make("lead", {{"title", "Wants ten"},
                                    {"contact_name", "Anna Berg"},
                                    {"email", "anna@acme.example"},
                                    {"phone", "+46701740610"},
                                    {"company", "Acme"},
                                    {"source", "fair"},
                                    {"owner", admin_.id},
                                    {"score", 70},
                                    {"stage", "sql"}});
  clock_.advance(86'400'000);

  const auto first = convert(lead.id, {{"deal", {{"amount", euro(1000)}}}});

  ASSERT_TRUE(first) << first.error().message;
  const Record deal = get("deal", first->deal);
  EXPECT_EQ(deal.fields["source"], "fair");
  EXPECT_EQ(deal.fields["owner"], admin_.id);
  EXPECT_EQ(deal.fields["lead_created_at"], to_rfc3339(lead.created_at_ms));
  EXPECT_EQ(deal.fields["person"], first->person);
  EXPECT_EQ(deal.fields["organisation"], first->organisation);
  EXPECT_EQ(get("person", first->person).fields["phone"], "+46701740610");
  EXPECT_EQ(first->lead.fields["stage"], "converted");
  EXPECT_EQ(first->lead.created_at_ms, lead.created_at_ms);

  clock_.advance(86'400'000);
  const auto again = convert(lead.id);

  ASSERT_TRUE(again);
  EXPECT_EQ(again->deal, first->deal);
  EXPECT_EQ(again->person, first->person);
  EXPECT_EQ(again->lead.version, first->lead.version);
  EXPECT_EQ(again->lead.fields["converted_at"], first->lead.fields["converted_at"]);
  for (const char* entity : {"person", "organisation", "deal", "contact_role"})
    EXPECT_EQ(count(entity), 1) << entity;
}

TEST_P(SalesTest, R06TwoWhoConvertAtOnceMakeOneDeal) {
  const Record lead = make("lead", {{"title", "L"}, {"company", "Acme"}, {"contact_name", "Eva"}});
  std::vector<std::thread> threads;
  std::vector<std::string> deals(4);
  for (std::string& deal : deals) {
    threads.emplace_back([&] {
      const auto converted = convert(lead.id);
      if (converted) deal = converted->deal;
    });
  }
  for (std::thread& thread : threads) thread.join();

  for (const std::string& deal : deals) {
    // Whoever met only busy tries again and hears the same.
    EXPECT_TRUE(deal.empty() || deal == convert(lead.id)->deal);
  }
  for (const char* entity : {"person", "organisation", "deal"})
    EXPECT_EQ(count(entity), 1) << entity;
}

TEST_P(SalesTest, R06AConversionUsesWhoIsKnown) {
  const Record acme = make("organisation", {{"name", "Acme"}});
  const Record anna = make("person", {{"name", "Anna"}, {"email", "anna@acme.example"}});
  const Record lead =
      make("lead", {{"title", "L"}, {"company", "Acme"}, {"email", "Anna@Acme.example"}});

  const auto converted = convert(lead.id);

  ASSERT_TRUE(converted);
  EXPECT_EQ(converted->organisation, acme.id);
  EXPECT_EQ(converted->person, anna.id);
}

TEST_P(SalesTest, R06AConversionThatIsRefusedMakesNothing) {
  const Record lead = make("lead", {{"title", "L"}, {"company", "Acme"}});
  Rights rights;
  rights.allow("lead", Verb::update);
  rights.allow("lead", Verb::read);
  rights.allow("organisation", Verb::create);
  rights.allow("deal", Verb::read);

  EXPECT_FALSE(convert_lead(*records_, *database_, clock_, ids_, *outbox_, somebody(rights),
                            lead.id, Json::object()));
  EXPECT_FALSE(convert(lead.id, {{"person", ids_.next()}}));
  EXPECT_FALSE(convert(ids_.next()));

  EXPECT_EQ(count("organisation"), 0);
  EXPECT_EQ(count("deal"), 0);
}

TEST_P(SalesTest, R02APrivatePersonNeedsNoOrganisation) {
  const Record lead = make("lead", {{"title", "L"}, {"contact_name", "Eva"}});

  const auto converted = convert(lead.id);

  ASSERT_TRUE(converted);
  EXPECT_TRUE(converted->organisation.empty());
  EXPECT_EQ(count("organisation"), 0);
  EXPECT_EQ(find("person", Json::array(), "eva")->records.size(), 1U);
  const Record order = make("order", {{"number", "1"}, {"person", converted->person}});
  EXPECT_TRUE(records_->timeline(admin_, "person", converted->person, "", 10));
  EXPECT_TRUE(purchases(*records_, admin_, "person", converted->person, "", 10));
}

TEST_P(SalesTest, R01AnOrganisationHasManyContactsAndACallFromAnyOpensTheirs) {
  const Record acme = make("organisation", {{"name", "Acme"}});
  const std::vector<std::pair<std::string, std::string>> people = {{"director", "+46701740611"},
                                                                   {"accountant", "+46701740612"},
                                                                   {"supplier", "+46701740613"},
                                                                   {"warehouse", "+46701740614"}};
  for (const auto& [role, phone] : people) {
    const Record person = make("person", {{"name", role}, {"phone", phone}});
    make("contact_role", {{"organisation", acme.id}, {"person", person.id}, {"role", role}});
  }

  for (const auto& [role, phone] : people) {
    const auto callers = find("person", {{{"field", "phone"}, {"op", "eq"}, {"value", phone}}});
    ASSERT_EQ(callers->records.size(), 1U);
    EXPECT_EQ(callers->records[0].fields["name"], role);
    const auto roles = find(
        "contact_role", {{{"field", "person"}, {"op", "eq"}, {"value", callers->records[0].id}}});
    ASSERT_EQ(roles->records.size(), 1U);
    EXPECT_EQ(roles->records[0].fields["organisation"], acme.id);
    EXPECT_EQ(roles->records[0].fields["role"], role);
  }
}

TEST_P(SalesTest, R07N12TheForecastOfAQuarterIsTheExactWeightedSum) {
  const auto deal = [&](std::int64_t amount, double probability, const char* close) {
    make("deal", {{"title", "D"},
                  {"amount", euro(amount)},
                  {"probability", probability},
                  {"expected_close", close}});
  };
  deal(100'000'00, 90, "2027-01-01");
  deal(50'000'00, 40, "2027-03-31");
  deal(333, 33.3, "2027-02-01");
  deal(1, 50, "2027-04-01");
  const Record won = make(
      "deal",
      {{"title", "W"}, {"stage", "won"}, {"amount", euro(999)}, {"expected_close", "2027-01-05"}});

  const auto told = forecast(*records_, admin_, "2027-01-01", "2027-06-30", "");

  ASSERT_TRUE(told) << told.error().message;
  // 100 000 x 0.9 + 50 000 x 0.4 = 110 000, and 333 x 0.333 = 110.889.
  EXPECT_EQ((*told)["quarters"], (Json::parse(R"([
      {"quarter":"2027-Q1","currency":"EUR","deals":3,"amount":15000333,"weighted":11000111},
      {"quarter":"2027-Q2","currency":"EUR","deals":1,"amount":1,"weighted":1}])")));
  EXPECT_FALSE(forecast(*records_, admin_, "soon", "2027-06-30", ""));
}

TEST_P(SalesTest, R07EveryStageChangeIsLogged) {
  const Record deal = make("deal", {{"title", "D"}});
  clock_.advance(1000);
  ASSERT_TRUE(records_->update(admin_, "deal", deal.id, {}, {{"stage", "qualified"}}));
  clock_.advance(1000);
  ASSERT_TRUE(records_->update(admin_, "deal", deal.id, {}, {{"stage", "new"}}));

  const auto history = find("stage_change", {{{"field", "deal"}, {"op", "eq"}, {"value", deal.id}}},
                            "", "changed_at");

  std::string stages;
  for (const Record& row : history->records) stages += row.fields["stage"].get<std::string>() + " ";
  EXPECT_EQ(stages, "new qualified new ");
}

TEST_P(SalesTest, R08CountsPerStageEqualARecountFromTheHistory) {
  const std::vector<std::string> ends = {"new", "qualified", "proposal", "negotiation", "won"};
  for (int i = 0; i < 20; ++i) {
    const Record deal = make("deal", {{"title", "D" + std::to_string(i)}});
    const std::string& end = ends[static_cast<std::size_t>(i) % ends.size()];
    if (end != "new") {
      ASSERT_TRUE(records_->update(admin_, "deal", deal.id, {}, {{"stage", end}}));
    }
  }

  const auto rows =
      records_->aggregate(admin_, "stage_change",
                          {{"group_by", {"stage"}},
                           {"measures", {{{"function", "count_distinct"}, {"field", "deal"}}}}});
  std::map<std::string, std::set<std::string>> recount;
  ListRequest all{.entity = "stage_change", .limit = 500};
  const auto every = records_->list(admin_, all);
  for (const Record& row : every->records)
    recount[row.fields["stage"]].insert(row.fields["deal"].get<std::string>());

  ASSERT_EQ(rows->size(), recount.size());
  for (const AggregateRow& row : *rows) {
    const std::string stage = row.group[0];
    EXPECT_EQ(static_cast<std::size_t>(*row.values[0]), recount[stage].size()) << stage;
  }
  EXPECT_EQ(recount["new"].size(), 20U);
  EXPECT_EQ(recount["won"].size(), 4U);
}

TEST_P(SalesTest, R08AFunnelByClientProductAndManagerEqualsARecountOfEachDealsHistory) {
  const std::vector<std::string> stages = {"new", "qualified", "proposal", "negotiation", "won"};
  std::vector<std::string> clients;
  std::vector<std::string> products;
  for (const char* name : {"Acme", "Berg"})
    clients.push_back(make("organisation", {{"name", name}}).id);
  for (const char* name : {"Lamp", "Desk", "Chair"})
    products.push_back(make("product", {{"name", name}}).id);
  const std::vector<std::string> managers = {admin_.id, add_user("seller@kontor.example", "sales")};
  for (std::size_t i = 0; i < 30; ++i) {
    Json fields{{"title", "D" + std::to_string(i)}, {"manager", managers[i % 7 % 2]}};
    if (i % 4 > 0) fields["organisation"] = clients[i % 4 % 2];
    if (i % 5 > 0) fields["product"] = products[i % 3];
    const Record deal = make("deal", fields);
    Json end{{"stage", stages[i * 3 % stages.size()]}};
    if (i % 6 == 5) end = {{"stage", "lost"}, {"loss_reason", "price"}};
    if (end["stage"] != "new") {
      ASSERT_TRUE(records_->update(admin_, "deal", deal.id, {}, end));
    }
    if (i % 10 == 4) {  // Goes back, and keeps what it reached.
      ASSERT_TRUE(records_->update(admin_, "deal", deal.id, {}, {{"stage", "qualified"}}));
    }
  }
  // By hand: every deal, every row of its history.
  const auto recount = [&](const std::string& by) {
    std::map<std::string, std::map<std::string, std::set<std::string>>> counted;
    const auto deals = records_->list(admin_, {.entity = "deal", .limit = 500});
    for (const Record& deal : deals->records) {
      const Json value = by.empty() ? Json() : deal.fields.value(by, Json());
      const std::string profile = value.is_string() ? value.get<std::string>() : "";
      const auto history =
          find("stage_change", {{"field", "deal"}, {"op", "eq"}, {"value", deal.id}});
      for (const Record& row : history->records)
        counted[profile][row.fields["stage"]].insert(deal.id);
    }
    return counted;
  };

  // A period that holds all is answered by another road than no period.
  const Json always = Json::parse(R"([{"field":"created_at","op":"ge","value":"2000-01-01"},
                                      {"field":"created_at","op":"lt","value":"2100-01-01"}])");
  for (const char* by : {"", "organisation", "product", "manager", "organisation always"}) {
    Json wish = Json::object();
    const std::string field = std::string(by).substr(0, std::string(by).find(' '));
    if (field != by) wish["filter"] = always;
    if (!field.empty()) wish["by"] = field;
    const auto told = funnel(*records_, *database_, clock_, admin_, wish);
    ASSERT_TRUE(told) << told.error().message;
    auto expected = recount(field);
    ASSERT_EQ((*told)["profiles"].size(), expected.size()) << by;
    for (const Json& profile : (*told)["profiles"]) {
      auto& counted = expected[profile["of"].is_null() ? "" : profile["of"].get<std::string>()];
      ASSERT_EQ(profile["stages"].size(), stages.size());
      std::size_t previous = counted["new"].size();
      const auto first = static_cast<double>(previous);
      for (std::size_t i = 0; i < stages.size(); ++i) {
        const Json& stage = profile["stages"][i];
        const std::size_t reached = counted[stages[i]].size();
        EXPECT_EQ(stage["stage"], stages[i]);
        EXPECT_EQ(stage["reached"], reached) << by << " " << stages[i];
        EXPECT_EQ(stage["dropped"],
                  static_cast<std::int64_t>(previous) - static_cast<std::int64_t>(reached));
        EXPECT_DOUBLE_EQ(stage["of_first"], 100.0 * static_cast<double>(reached) / first);
        previous = reached;
      }
    }
  }
  const auto refused = [&](const Json& wish) {
    return !funnel(*records_, *database_, clock_, admin_, wish);
  };
  EXPECT_TRUE(refused({{"pipeline", "nothing"}}));
  EXPECT_TRUE(refused({{"by", "amount"}}));
  EXPECT_TRUE(refused({{"by", "title; DROP TABLE x"}}));
}

TEST_P(SalesTest, R08DealsFromBeforeTheFurthestStageWasKeptLearnItFromTheirHistory) {
  const Record back = make("deal", {{"title", "Goes back"}, {"stage", "proposal"}});
  ASSERT_TRUE(records_->update(admin_, "deal", back.id, {}, {{"stage", "new"}}));
  make("deal", {{"title", "Lost"}, {"stage", "lost"}, {"loss_reason", "price"}});
  make("deal", {{"title", "Won"}, {"stage", "won"}});
  const auto before = funnel(*records_, *database_, clock_, admin_, Json::object());
  ASSERT_TRUE(before) << before.error().message;
  ASSERT_TRUE(database_->transaction([](db::Session& session) -> Status {
    // SQLite keeps a column that an index speaks of; PostgreSQL takes both.
    if (session.dialect() == db::Dialect::sqlite) {
      const auto indexes = TRY(session.query(
          "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '%reached%'"));
      for (const db::Row& index : indexes) TRY(session.execute("DROP INDEX " + index.text(0)));
    }
    TRY(session.execute("ALTER TABLE record_deal DROP COLUMN reached"));
    return ok();
  }));

  const auto definitions = Definitions::builtin().value();
  const Status prepared = prepare_database(*database_, *definitions);

  ASSERT_TRUE(prepared) << prepared.error().message;
  EXPECT_EQ(get("deal", back.id).fields["reached"], "proposal");
  const auto after = funnel(*records_, *database_, clock_, admin_, Json::object());
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(*after, *before);
}

TEST_P(SalesTest, R08AFunnelHoldsOnlyTheDealsOneMaySee) {
  Rights own;
  own.allow("deal", Verb::read, Scope::own);
  Principal seller = somebody(own);
  seller.id = add_user("own@kontor.example", "sales");
  make("deal", {{"title", "Mine"}, {"owner", seller.id}});
  make("deal", {{"title", "Another's"}, {"owner", admin_.id}});

  const auto told = funnel(*records_, *database_, clock_, seller, Json::object());

  ASSERT_TRUE(told) << told.error().message;
  EXPECT_EQ((*told)["profiles"][0]["stages"][0]["reached"], 1);
  Rights narrow;
  narrow.allow_field("deal", Verb::read, "title");
  EXPECT_FALSE(funnel(*records_, *database_, clock_, somebody(narrow), Json::object()));
}

TEST_P(SalesTest, R58WinsAndLossesAreAnalysedByReasonAndByWhoReferred) {
  const Record anna = make("person", {{"name", "Anna"}});
  const Record lead =
      make("lead", {{"title", "Asked"}, {"company", "Acme"}, {"referred_by", anna.id}});
  const auto converted = convert(lead.id, {{"deal", {{"amount", euro(1000)}}}});
  ASSERT_TRUE(converted) << converted.error().message;
  EXPECT_EQ(get("deal", converted->deal).fields["referred_by"], anna.id);
  ASSERT_TRUE(records_->update(admin_, "deal", converted->deal, {}, {{"stage", "won"}}));
  for (const char* reason : {"price", "price", "no answer"}) {
    const Record deal = make("deal", {{"title", "D"}, {"amount", euro(500)}});
    EXPECT_FALSE(records_->update(admin_, "deal", deal.id, {}, {{"stage", "lost"}}));
    ASSERT_TRUE(records_->update(admin_, "deal", deal.id, {},
                                 {{"stage", "lost"}, {"loss_reason", reason}}));
  }
  const auto grouped = [&](const Json& groups, const char* outcome) {
    return aggregate_json(
        records_
            ->aggregate(admin_, "deal",
                        {{"group_by", groups},
                         {"filter", {{{"field", "outcome"}, {"op", "eq"}, {"value", outcome}}}},
                         {"measures",
                          {{{"function", "count"}}, {{"function", "sum"}, {"field", "amount"}}}}})
            .value())["rows"];
  };

  EXPECT_EQ(grouped({"loss_reason"}, "lost"),
            (Json::parse(R"([{"group":["no answer"],"values":[1.0,500.0]},
                             {"group":["price"],"values":[2.0,1000.0]}])")));
  EXPECT_EQ(grouped({"referred_by"}, "won"),
            (Json::array({{{"group", {anna.id}}, {"values", {1.0, 1000.0}}}})));
}

TEST_P(SalesTest, R05OrdersOfAContactFeedTheirAverage) {
  const Record anna = make("person", {{"name", "Anna"}});
  for (int i = 0; i < 36; ++i)
    make("order", {{"number", std::to_string(i)}, {"person", anna.id}, {"total", euro(2500'00)}});
  make("order", {{"number", "c"}, {"person", anna.id}, {"total", euro(1)}, {"state", "cancelled"}});

  const auto told = purchases(*records_, admin_, "person", anna.id, "", 10);

  ASSERT_TRUE(told) << told.error().message;
  EXPECT_EQ((*told)["orders"].size(), 10U);
  EXPECT_FALSE((*told)["next"].is_null());
  EXPECT_EQ(
      (*told)["summary"],
      (Json::parse(R"([{"currency":"EUR","orders":36,"revenue":9000000,"average":250000}])")));
}

TEST_P(SalesTest, R05AnOrdersTotalFollowsItsLines) {
  const Record product = make("product", {{"name", "Bolt"}, {"number", "B1"}});
  const Record order = make("order", {{"number", "1"}});
  const Record line = make(
      "order_line",
      {{"order", order.id}, {"product", product.id}, {"quantity", 2.5}, {"unit_price", euro(101)}});
  make("order_line", {{"order", order.id}, {"unit_price", euro(-50)}});

  EXPECT_EQ(line.fields["total"]["amount"], 253);
  EXPECT_EQ(records_->get(admin_, "order", order.id)->fields["total"], euro(203));
  ASSERT_TRUE(records_->update(admin_, "order_line", line.id, {}, {{"quantity", 1}}));
  EXPECT_EQ(records_->get(admin_, "order", order.id)->fields["total"], euro(51));
}

TEST_P(SalesTest, R05AnOrdersTotalFollowsLinesThatGoComeBackOrMove) {
  const auto total_of = [&](const Record& order) {
    return records_->get(admin_, "order", order.id)->fields.value("total", Json());
  };
  const auto line_of = [&](const Record& order, const Json& price) {
    return make("order_line", {{"order", order.id}, {"unit_price", price}});
  };
  const Record order = make("order", {{"number", "1"}, {"total", euro(7)}});
  make("order_line", {{"order", order.id}, {"description", "Without a price"}});
  EXPECT_EQ(total_of(order), euro(7));
  const Record desk = line_of(order, euro(100));
  const Record lamp = line_of(order, euro(20));

  ASSERT_TRUE(records_->remove(admin_, "order_line", desk.id, {}));
  EXPECT_EQ(total_of(order), euro(20));
  ASSERT_TRUE(records_->restore(admin_, "order_line", desk.id));
  EXPECT_EQ(total_of(order), euro(120));
  const Record foreign = line_of(order, {{"amount", 5}, {"currency", "SEK"}});
  EXPECT_TRUE(total_of(order).is_null()) << "two currencies have no sum";
  ASSERT_TRUE(records_->remove(admin_, "order_line", foreign.id, {}));
  EXPECT_EQ(total_of(order), euro(120));
  const Record twin = make("order", {{"number", "1 again"}});
  line_of(twin, euro(3));
  ASSERT_TRUE(records_->merge(admin_, "order", order.id, {twin.id}, Json::object()));
  EXPECT_EQ(total_of(order), euro(123));
  const auto lines = find("order_line", Json::array());
  for (const Record& line : lines->records)
    ASSERT_TRUE(records_->remove(admin_, "order_line", line.id, {}));
  EXPECT_TRUE(total_of(order).is_null());
}

TEST_P(SalesTest, R04TheTimelineGivesEveryActivityInOrder) {
  const Record anna = make("person", {{"name", "Anna"}});
  const Principal plugin = Principal::plugin("acme.calls", "Calls", Rights::everything());
  for (int i : {2, 0, 1}) {
    ASSERT_TRUE(records_->add_to_timeline(i == 1 ? plugin : admin_,
                                          {.subject_entity = "person",
                                           .subject = anna.id,
                                           .kind = "call",
                                           .summary = std::to_string(i),
                                           .occurred_at_ms = clock_.now_ms() + i * 1000}));
  }

  const auto page = records_->timeline(admin_, "person", anna.id, "", 50);

  std::string order;
  for (const Record& entry : page->records) order += entry.fields["summary"].get<std::string>();
  EXPECT_EQ(order, "210");
}

}  // namespace

}  // namespace kontor::host
