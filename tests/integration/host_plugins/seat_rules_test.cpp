#include "tests/integration/host_plugins/company.hpp"
#include "tests/integration/host_plugins/on_either.hpp"
#include "tests/support/program.hpp"

namespace kontor::host {
namespace {

using testing::eventually;

// The broker test plugin as a product with one concurrent seat, its contributions asking for
// a seat as the test says.
class SeatRulesTest : public OnEither<CompanyTest> {
 protected:
  void SetUp() override {
    CompanyTest::SetUp();
    anna = user("anna");
    bo = user("bo");
  }
  void license(std::int64_t seats) {
    ASSERT_TRUE(
        ledger->install_document(licenses.document(licensing::SeatModel::concurrent, seats)));
  }
  // `rule` for every entry of one kind of contribution; members of `more` join each.
  void install_with(const std::string& kind, const std::string& rule,
                    const Json& more = Json::object()) {
    Json entries = manifest_of("test-broker")["contributes"][kind];
    for (Json& entry : entries) {
      entry["seat"] = rule;
      entry.merge_patch(more);
    }
    const Json patch = {{"license", {{"kind", "product"}, {"product", "kontor.sms"}}},
                        {"contributes", {{kind, entries}}}};
    const auto installed = install(changed(built("test-broker"), patch));
    ASSERT_TRUE(installed) << installed.error().message;
  }
  std::int64_t used() { return (*plugins->seats("kontor.sms"))["used"].get<std::int64_t>(); }
  Json gaps() { return *plugins->gaps(admin, "test.broker", ""); }
  Json ask(const std::string& operation, const Json& request) {
    const auto done = plugins->act(admin, "test.broker", "broker.ask", nullptr,
                                   {{"operation", operation}, {"request", request}});
    return done ? (*done)["output"] : Json{{"failed", done.error().message}};
  }
  // Ids of the persons whose events arrived.
  Json heard() {
    Json known = Json::array();
    const Json stored = ask("storage.get/1", {{"key", "events"}});
    for (const Json& event : stored["answer"]["value"]) known.push_back(event["payload"]["id"]);
    return known;
  }
  // What the hook made of a name it is to write down.
  Result<Record> save(const Principal& actor, const Json& more = Json::object()) {
    Json fields = {{"first_name", "SEEN"}};
    fields.merge_patch(more);
    return records->create(actor, "person", fields);
  }
  static bool was_seen(const Record& record) { return record.fields["first_name"] != "SEEN"; }

  Principal anna, bo;
};
INSTANTIATE_TEST_SUITE_P(Databases, SeatRulesTest, testing::both_databases(),
                         testing::database_name);

TEST_P(SeatRulesTest, AClosedHookOfTheActingUserRefusesTheSaveAndSaysWhoSits) {
  license(1);
  install_with("hooks", "acting_user");
  ASSERT_TRUE(was_seen(*save(anna)));

  const auto refused = save(bo);

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_NE(refused.error().message.find("test.broker must look at it first"), std::string::npos);
  EXPECT_EQ((*parse_json(refused.error().detail))["holders"][0]["name"], "anna");
}

TEST_P(SeatRulesTest, WhoIsRefusedWaitsAndHasTheNextSeat) {
  license(1);
  install_with("hooks", "acting_user");
  ASSERT_TRUE(was_seen(*save(anna)));

  const auto waited = plugins->wait_for_seat(bo, "kontor.sms");

  ASSERT_TRUE(waited) << waited.error().message;
  EXPECT_EQ((*waited)["place"], 1);
  EXPECT_EQ((*waited)["ahead"], 0);
  const Json seats = *plugins->seats("kontor.sms");
  ASSERT_EQ(seats["waiting"].size(), 1U);
  EXPECT_EQ(seats["waiting"][0]["name"], "bo");
  EXPECT_TRUE(seats["waiting"][0]["until"].is_string());
  ASSERT_TRUE(plugins->release_seat(anna, "kontor.sms"));
  EXPECT_FALSE(save(anna)) << "the seat is bo's";
  EXPECT_EQ((*plugins->wait_for_seat(bo, "kontor.sms"))["seated"], true);
  EXPECT_TRUE(was_seen(*save(bo)));
  EXPECT_EQ((*plugins->wait_for_seat(anna, "kontor.sms"))["place"], 1);
  EXPECT_TRUE(plugins->leave_seat_queue(anna, "kontor.sms"));
  EXPECT_FALSE(plugins->leave_seat_queue(anna, "kontor.sms")) << "nobody of anna's waits now";
}

TEST_P(SeatRulesTest, AnOpenHookOfTheActingUserLeavesAGap) {
  license(1);
  install_with("hooks", "acting_user", {{"on_failure", "open"}});
  ASSERT_TRUE(was_seen(*save(anna)));

  const auto saved = save(bo);

  ASSERT_TRUE(saved) << saved.error().message;
  EXPECT_FALSE(was_seen(*saved));
  EXPECT_EQ(gaps()["total"], 1);
  EXPECT_EQ(gaps()["gaps"][0]["record"]["id"], saved->id);
}

TEST_P(SeatRulesTest, AHookOfTheTargetUserGoesByTheOwnerOfEachRecord) {
  license(1);
  install_with("hooks", "target_user", {{"on_failure", "open"}});

  const auto of_anna = save(admin, {{"owner", anna.id}});
  const auto of_bo = save(anna, {{"owner", bo.id}});
  const auto of_nobody = save(anna);

  EXPECT_TRUE(was_seen(*of_anna));
  EXPECT_FALSE(was_seen(*of_bo));
  EXPECT_TRUE(was_seen(*of_nobody)) << "the acting user's seat is enough";
  EXPECT_EQ(used(), 1);
  EXPECT_EQ(gaps()["total"], 1);
}

TEST_P(SeatRulesTest, AHookOfTheInstallationNeedsALicenceAndNoSeat) {
  license(1);
  install_with("hooks", "installation");

  EXPECT_TRUE(was_seen(*save(bo)));
  EXPECT_TRUE(was_seen(*save(admin)));

  EXPECT_EQ(used(), 0);
}

TEST_P(SeatRulesTest, AnEventOfTheActingUserNeedsTheSeatOfWhoCausedIt) {
  license(1);
  install_with("events", "acting_user");
  const Record of_anna = *records->create(anna, "person", {{"first_name", "A"}});
  ASSERT_TRUE(eventually([this] { return used() == 1; }));

  const Record of_bo = *records->create(bo, "person", {{"first_name", "B"}});
  const Record of_nobody = person({{"first_name", "C"}});

  ASSERT_TRUE(eventually([this] { return gaps()["total"] == 2; })) << gaps();
  EXPECT_EQ(heard(), Json::array({of_anna.id}));
  EXPECT_EQ(gaps()["gaps"][0]["record"]["id"], of_nobody.id);
  EXPECT_EQ(gaps()["gaps"][1]["record"]["id"], of_bo.id);
  EXPECT_EQ(gaps()["gaps"][1]["contribution"], "event person.created");
}

TEST_P(SeatRulesTest, AnEventOfTheTargetUserGoesByTheOwner) {
  license(1);
  install_with("events", "target_user");

  const Record of_anna = person({{"first_name", "A"}, {"owner", anna.id}});
  const Record of_bo = person({{"first_name", "B"}, {"owner", bo.id}});

  ASSERT_TRUE(eventually([this] { return gaps()["total"] == 1; })) << gaps();
  EXPECT_EQ(heard(), Json::array({of_anna.id}));
  EXPECT_EQ(gaps()["gaps"][0]["record"]["id"], of_bo.id);
}

TEST_P(SeatRulesTest, ActionsHoldTheSeatOfTheActingUserAlsoOnManyRecords) {
  license(1);
  install_with("actions", "acting_user");
  const Record good = person({{"first_name", "Good"}});
  const Record bad = person({{"first_name", "BAD"}});
  const Json both = Json::array(
      {{{"entity", "person"}, {"id", good.id}}, {{"entity", "person"}, {"id", bad.id}}});

  const auto done = plugins->act_on_many(anna, "test.broker", "broker.many", both, Json::object());
  const auto refused = plugins->act_on_many(bo, "test.broker", "broker.many", both, Json::object());

  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ((*done)["results"][0]["output"]["name"], "Good");
  EXPECT_EQ((*done)["results"][1]["problem"], "not this one");
  EXPECT_EQ((*done)["results"][1]["record"]["id"], bad.id);
  ASSERT_FALSE(refused);
  EXPECT_EQ((*parse_json(refused.error().detail))["code"], "no-free-seat");
}

TEST_P(SeatRulesTest, AnActionOfTheTargetUserGoesByTheOwnerOfEachRecord) {
  license(1);
  install_with("actions", "target_user");
  const Record of_anna = person({{"first_name", "A"}, {"owner", anna.id}});
  const Record of_bo = person({{"first_name", "B"}, {"owner", bo.id}});
  const Json both = Json::array(
      {{{"entity", "person"}, {"id", of_anna.id}}, {{"entity", "person"}, {"id", of_bo.id}}});

  const auto done = plugins->act_on_many(admin, "test.broker", "broker.many", both, Json::object());

  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ((*done)["results"][0]["output"]["name"], "A");
  EXPECT_TRUE((*done)["results"][1].contains("problem"));
  EXPECT_EQ(used(), 1);
}

TEST_P(SeatRulesTest, AWidgetHoldsTheSeatOfWhoLooks) {
  license(1);
  install_with("widgets", "acting_user");
  const Json year = {{"from", "2026-01-01T00:00:00Z"}, {"to", "2026-12-31T00:00:00Z"}};
  const auto look = [&](const Principal& actor) {
    return plugins->widget(actor, "test.broker", "broker.seen", year, Json::object(), "");
  };

  EXPECT_TRUE(look(anna));
  EXPECT_FALSE(look(bo));
  EXPECT_FALSE(look(admin)) << "nobody is signed in";
}

TEST_P(SeatRulesTest, APanelHoldsTheSeatOfWhoLooks) {
  license(1);
  install_with("panels", "acting_user");
  const Record shown = person({{"first_name", "Eva"}, {"last_name", "Berg"}});
  const Json record = {{"entity", "person"}, {"id", shown.id}};
  const auto look = [&](const Principal& actor) {
    return plugins->panel(actor, "test.broker", "broker.panel", record, "sv");
  };

  const auto seen = look(anna);

  ASSERT_TRUE(seen) << seen.error().message;
  EXPECT_EQ((*seen)["title"], "sv");
  EXPECT_EQ((*seen)["blocks"][0]["text"], "Eva");
  EXPECT_FALSE(look(bo));
}

TEST_P(SeatRulesTest, AJobForAUserNeedsThatUsersSeatAndOneForNobodyDoesNotRun) {
  license(1);
  install_with("jobs", "target_user");
  const auto schedule = [this](const Json& payload) {
    return ask("job.schedule/1",
               {{"job", "tick"}, {"run_at", "2020-01-01T00:00:00Z"}, {"payload", payload}});
  };

  ASSERT_TRUE(schedule({{"n", 1}}).contains("answer"));
  ASSERT_TRUE(schedule({{"n", 2}, {"user", anna.id}}).contains("answer"));

  const auto ticked = [this] { return ask("storage.get/1", {{"key", "tick"}})["answer"]["value"]; };
  ASSERT_TRUE(eventually([&] { return !ticked().is_null(); }));
  EXPECT_EQ(ticked()["n"], 2);
  EXPECT_EQ(used(), 1);
}

TEST_P(SeatRulesTest, AWebhookOfTheInstallationNeedsALicenceAndOneOfAPersonIsRefused) {
  license(1);
  install_with("webhooks", "installation");
  http::Request request;
  request.method = "POST";
  EXPECT_TRUE(plugins->webhook("test.broker", "in", request));
  ASSERT_TRUE(plugins->remove(admin, "test.broker", Plugins::Storage::erase));

  install_with("webhooks", "acting_user");
  const auto refused = plugins->webhook("test.broker", "in", request);

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
}

}  // namespace
}  // namespace kontor::host
