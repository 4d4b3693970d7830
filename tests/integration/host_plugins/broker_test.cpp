#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "host/access/audit_log.hpp"
#include "tests/integration/host_plugins/company.hpp"
#include "tests/integration/host_plugins/on_either.hpp"

namespace kontor::host {
namespace {

class BrokerTest : public OnEither<CompanyTest> {
 protected:
  void SetUp() override {
    CompanyTest::SetUp();
    const auto installed = install(built("test-broker"));
    ASSERT_TRUE(installed) << installed.error().message;
  }
  // What the host answers when the plugin asks: {"answer"} or {"status","message"}.
  Json ask(const std::string& operation, const Json& request) {
    const auto done = plugins->act(admin, "test.broker", "broker.ask", nullptr,
                                   {{"operation", operation}, {"request", request}});
    EXPECT_TRUE(done) << done.error().message;
    return done ? (*done)["output"] : Json();
  }
  bool eventually(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
  }
  Json stored(const std::string& key) {
    return ask("storage.get/1", {{"key", key}})["answer"]["value"];
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, BrokerTest, testing::both_databases(), testing::database_name);

TEST_P(BrokerTest, GivesDeclaredFieldsAndNothingMore) {
  const Record anna =
      person({{"first_name", "Anna"}, {"last_name", "Berg"}, {"email", "anna@example.test"}});

  const Json answer =
      ask("record.get/1", {{"entity", "person"}, {"id", anna.id}, {"purpose", "testing"}});

  EXPECT_EQ(answer["answer"]["record"]["fields"],
            (Json{{"first_name", "Anna"}, {"last_name", "Berg"}}))
      << answer;
}

TEST_P(BrokerTest, SendsAnActionDeclaredFieldsOnly) {
  const Record anna = person({{"first_name", "Anna"}, {"last_name", "Berg"}});

  const auto seen = plugins->act(admin, "test.broker", "broker.read",
                                 {{"entity", "person"}, {"id", anna.id}}, Json::object());

  ASSERT_TRUE(seen) << seen.error().message;
  EXPECT_EQ((*seen)["output"], (Json{{"first_name", "Anna"}}));
}

TEST_P(BrokerTest, SendsAHookDeclaredFieldsOnly) {
  const Record seen =
      person({{"first_name", "SEEN"}, {"last_name", "Berg"}, {"email", "a@example.test"}});

  EXPECT_EQ(seen.fields["first_name"], R"({"first_name":"SEEN"})");
}

TEST_P(BrokerTest, RefusesAFieldEntityOrPurposeTheManifestDoesNotName) {
  const Record anna = person({{"first_name", "Anna"}});

  EXPECT_EQ(ask("record.update/1", {{"entity", "person"},
                                    {"id", anna.id},
                                    {"version", nullptr},
                                    {"fields", {{"email", "x@example.test"}}}})["status"],
            3);
  EXPECT_EQ(
      ask("record.get/1", {{"entity", "deal"}, {"id", anna.id}, {"purpose", "testing"}})["status"],
      3);
  EXPECT_EQ(
      ask("record.get/1", {{"entity", "person"}, {"id", anna.id}, {"purpose", "spying"}})["status"],
      3);
  EXPECT_EQ(ask("record.delete/1",
                {{"entity", "person"}, {"id", anna.id}, {"version", nullptr}})["status"],
            3);
  EXPECT_EQ(ask("record.list/1",
                {{"entity", "person"},
                 {"filter", Json::array({{{"field", "email"}, {"op", "eq"}, {"value", "x"}}})},
                 {"limit", 1},
                 {"purpose", "testing"}})["status"],
            3);
}

TEST_P(BrokerTest, RefusesAnUnknownOperationAndAMalformedRequest) {
  EXPECT_EQ(ask("record.steal/1", Json::object())["status"], 4);
  const Json malformed = ask("storage.get/1", {{"key", "a"}, {"surprise", 1}});
  EXPECT_EQ(malformed["status"], 1);
  EXPECT_NE(malformed["message"].get<std::string>().find("surprise"), std::string::npos);
}

TEST_P(BrokerTest, RefusesAPatchOfAFieldTheHookDidNotDeclare) {
  const auto created = records->create(admin, "person", {{"first_name", "OVERREACH"}});

  ASSERT_FALSE(created);
  EXPECT_NE(created.error().message.find("tried to change the field email"), std::string::npos)
      << created.error().message;
}

TEST_P(BrokerTest, RefusesTheSaveWhenAClosedHookCrashesAndStartsThePluginAgain) {
  const auto created = records->create(admin, "person", {{"first_name", "CRASH"}});

  ASSERT_FALSE(created);
  EXPECT_EQ(created.error().code, ErrorCode::unavailable);
  EXPECT_NE(created.error().message.find("killed by signal 6"), std::string::npos)
      << created.error().message;
  EXPECT_TRUE(
      eventually([this] { return (*plugins->describe("test.broker"))["state"] == "running"; }));
  EXPECT_TRUE(records->create(admin, "person", {{"first_name", "Anna"}}));
}

TEST_P(BrokerTest, SavesWithoutAHookThatFailsOpen) {
  ASSERT_TRUE(plugins->remove(admin, "test.broker", Plugins::Storage::erase));
  Json manifest = *parse_json(*read_file(built("test-broker") / "manifest.json", 1 << 20));
  Json hooks = manifest["contributes"]["hooks"];
  hooks[0]["on_failure"] = "open";
  ASSERT_TRUE(install(changed(built("test-broker"), {{"contributes", {{"hooks", hooks}}}})));

  EXPECT_TRUE(records->create(admin, "person", {{"first_name", "CRASH"}}));
}

TEST_P(BrokerTest, DeliversEventsInOrderAlsoAfterACrash) {
  ask("storage.put/1", {{"key", "events"}, {"value", Json::array()}, {"person", nullptr}});
  const Record anna = person({{"first_name", "Anna"}});
  EXPECT_FALSE(plugins->act(admin, "test.broker", "broker.crash", nullptr, Json::object()));
  const auto again = [&] {
    return static_cast<bool>(
        records->update(admin, "person", anna.id, std::nullopt, {{"last_name", "Berg"}}));
  };
  ASSERT_TRUE(eventually(again));

  ASSERT_TRUE(eventually([this] { return stored("events").size() >= 2; }));
  const Json events = stored("events");
  EXPECT_EQ(events.front()["name"], "person.created");
  EXPECT_EQ(events.front()["payload"]["id"], anna.id);
  EXPECT_EQ(events.back()["name"], "person.updated");
}

TEST_P(BrokerTest, DoesNotDeliverAPluginItsOwnEvents) {
  const Json made =
      ask("record.create/1", {{"entity", "person"}, {"fields", {{"first_name", "Own"}}}});
  ASSERT_TRUE(made.contains("answer")) << made;
  const Record other = person({{"first_name", "Other"}});

  ASSERT_TRUE(eventually([this] { return !stored("events").empty(); }));
  const Json events = stored("events");
  EXPECT_EQ(events.size(), 1U);
  EXPECT_EQ(events.front()["payload"]["id"], other.id);
}

TEST_P(BrokerTest, MakesARecordOnceHoweverOftenAPluginRepeatsTheCallWithItsKey) {
  const Json request = {
      {"entity", "person"}, {"fields", {{"first_name", "Once"}}}, {"key", "call-1"}};
  const Json made = ask("record.create/1", request);
  ASSERT_TRUE(made.contains("answer")) << made;

  const Json again = ask("record.create/1", request);
  ASSERT_TRUE(again.contains("answer")) << again;
  EXPECT_EQ(again["answer"]["record"]["id"], made["answer"]["record"]["id"]);
  Json other = request;
  other["fields"]["first_name"] = "Twice";
  EXPECT_FALSE(ask("record.create/1", other).contains("answer")) << "another record, the same key";
  EXPECT_EQ(records->list(admin, {.entity = "person", .text = "once"})->records.size(), 1U);
}

TEST_P(BrokerTest, ShowsPeoplesNamesWhereAWidgetSpeaksOfUsers) {
  const std::string anna = user("anna").id;
  ask("storage.put/1", {{"key", "users"}, {"value", {anna, "nobody"}}, {"person", nullptr}});

  const Json year = {{"from", "2026-01-01T00:00:00Z"}, {"to", "2026-12-31T00:00:00Z"}};
  const auto shown = plugins->widget(admin, "test.broker", "broker.seen", year, Json::object(), "");

  ASSERT_TRUE(shown) << shown.error().message;
  const Json points = (*shown)["series"][0]["points"];
  EXPECT_EQ(points[0]["label"], "anna");
  EXPECT_EQ(points[1]["label"], "101") << "who is no user keeps the plugin's label";
}

TEST_P(BrokerTest, AWidgetIsToldTheReadersLanguageAndTheCompanysWhereNoneIsSaid) {
  const Json year = {{"from", "2026-01-01T00:00:00Z"}, {"to", "2026-12-31T00:00:00Z"}};
  const auto language_told = [&](const std::string& locale) {
    const auto shown =
        plugins->widget(admin, "test.broker", "broker.seen", year, Json::object(), locale);
    return shown ? (*shown)["note"].get<std::string>() : shown.error().message;
  };

  EXPECT_EQ(language_told("sv"), "sv");
  EXPECT_EQ(language_told(""), "en");
}

TEST_P(BrokerTest, KeepsStorageSettingsAndSecretsPerPlugin) {
  ask("storage.put/1", {{"key", "a/1"}, {"value", {{"x", 1}}}, {"person", nullptr}});
  ask("storage.put/1", {{"key", "a/2"}, {"value", 2}, {"person", nullptr}});
  ask("storage.put/1", {{"key", "b"}, {"value", 3}, {"person", nullptr}});
  const Json page = ask("storage.list/1", {{"prefix", "a/"}, {"limit", 1}})["answer"];
  EXPECT_EQ(page["entries"], Json::array({{{"key", "a/1"}, {"value", {{"x", 1}}}}}));
  EXPECT_EQ(page["next"], "a/1");
  ask("storage.delete/1", {{"key", "b"}});
  EXPECT_TRUE(stored("b").is_null());

  EXPECT_EQ(ask("settings.get/1", Json::object())["answer"]["settings"]["greeting"], "hello");
  EXPECT_FALSE(plugins->set_settings(admin, "test.broker", {{"unknown", 1}}));
  ASSERT_TRUE(plugins->set_settings(admin, "test.broker", {{"greeting", "hej"}}));
  EXPECT_EQ(ask("settings.get/1", Json::object())["answer"]["settings"]["greeting"], "hej");

  ASSERT_TRUE(plugins->set_secret(admin, "test.broker", "password", "open sesame"));
  EXPECT_FALSE(plugins->set_secret(admin, "test.broker", "other", "x"));
  EXPECT_EQ(ask("secret.get/1", {{"name", "password"}})["answer"]["value"], "open sesame");
  EXPECT_EQ(ask("secret.get/1", {{"name", "other"}})["status"], 3);
  EXPECT_EQ(all_that_is_kept().find("open sesame"), std::string::npos);
}

TEST_P(BrokerTest, ConnectsToTheDeclaredAddressOnly) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(listener, 1), 0);
  ASSERT_EQ(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
  const int port = ntohs(address.sin_port);
  EXPECT_EQ(ask("net.connect/1", {{"host", "127.0.0.1"}, {"port", port}, {"tls", false}})["status"],
            3);
  EXPECT_EQ(
      ask("http.fetch/1", {{"url", "http://127.0.0.1:" + std::to_string(port) + "/"}})["status"],
      3);
  ASSERT_TRUE(plugins->set_settings(admin, "test.broker",
                                    {{"gateway", "127.0.0.1:" + std::to_string(port)}}));
  std::thread peer([listener] {
    const int accepted = ::accept(listener, nullptr, nullptr);
    if (::write(accepted, "K", 1) == 1) ::close(accepted);
  });

  const auto connected =
      plugins->act(admin, "test.broker", "broker.connect", nullptr, {{"port", port}});

  peer.join();
  ::close(listener);
  ASSERT_TRUE(connected) << connected.error().message;
  EXPECT_EQ((*connected)["output"]["read"], "K");
}

TEST_P(BrokerTest, CallsServicesButNoCycles) {
  const Json cycle =
      ask("service.call/1",
          {{"service", "test.broker/1"}, {"method", "echo"}, {"request", Json::object()}});
  EXPECT_EQ(cycle["status"], 5);
  EXPECT_EQ(
      ask("service.call/1",
          {{"service", "acme.other/1"}, {"method", "x"}, {"request", Json::object()}})["status"],
      3);
  EXPECT_EQ(ask("service.call/1", {{"service", "kontor.consent/1"},
                                   {"method", "allowed"},
                                   {"request", Json::object()}})["status"],
            4);
}

TEST_P(BrokerTest, PermitsAMessageOnlyWithConsent) {
  const Record anna = person({{"first_name", "Anna"}, {"phone", "+46701234567"}});
  const Json wish = {{"person", anna.id}, {"channel", "sms"}, {"purpose", "marketing"}};
  const Json without_service = ask("message.permit/1", wish);
  EXPECT_EQ(without_service["status"], 3);
  ASSERT_TRUE(install(built("consent")));
  EXPECT_EQ(ask("message.permit/1", wish)["status"], 3);
  EXPECT_FALSE(
      ask("consent.allowed/1", {{"person", anna.id}, {"purpose", "marketing"}})["answer"]["allowed"]
          .get<bool>());
  const Json everybody = {
      {"entity", "person"}, {"filter", Json::array()}, {"limit", 10}, {"purpose", "marketing"}};
  EXPECT_EQ(ask("record.list/1", everybody)["answer"]["records"].size(), 0U);
  const auto recorded = plugins->act(admin, "kontor.consent", "consent.record",
                                     {{"entity", "person"}, {"id", anna.id}},
                                     {{"purpose", "marketing"}, {"proof", "on paper"}});
  ASSERT_TRUE(recorded) << recorded.error().message;

  const Json permit = ask("message.permit/1", wish);

  EXPECT_EQ(permit["answer"]["address"], "+46701234567") << permit;
  EXPECT_EQ(permit["answer"]["basis"], "consent");
  EXPECT_EQ(permit["answer"]["consent"], (*recorded)["output"]["receipt"]) << *recorded;
  EXPECT_NE(permit["answer"]["consent"], "");
  EXPECT_EQ(ask("record.list/1", everybody)["answer"]["records"].size(), 1U);
  EXPECT_EQ(records->get(admin, "person", anna.id)->fields["consent_state"], "granted");
  ASSERT_TRUE(AuditLog::verify(*database));
}

TEST_P(BrokerTest, R54APurposeWithoutAKeepersWordForItIsRefusedWithThoseThatHaveOne) {
  const Record anna = person({{"first_name", "Anna"}});
  ASSERT_TRUE(install(built("consent")));
  const auto read = [&](const std::string& purpose) {
    return records->list(admin, {.entity = "person", .purpose = purpose});
  };
  ASSERT_TRUE(read("marketing"));

  const auto mistyped = read("marketting");
  const auto counted = records->aggregate(
      admin, "person",
      {{"measures", Json::array({{{"function", "count"}}})}, {"purpose", "marketting"}});

  ASSERT_FALSE(mistyped);
  EXPECT_EQ(mistyped.error().code, ErrorCode::invalid_argument);
  EXPECT_NE(mistyped.error().message.find("contract, marketing, support"), std::string::npos);
  EXPECT_EQ(parse_json(mistyped.error().detail)->at("code"), "unknown-purpose");
  EXPECT_FALSE(counted);
  EXPECT_FALSE(read("club"));
  const auto recorded = plugins->act(admin, "kontor.consent", "consent.record",
                                     {{"entity", "person"}, {"id", anna.id}},
                                     {{"purpose", "club"}, {"proof", "card"}});
  ASSERT_TRUE(recorded) << recorded.error().message;
  EXPECT_EQ(read("club")->records.size(), 1U);
}

TEST_P(BrokerTest, SchedulesAJobThatSurvives) {
  const Json scheduled =
      ask("job.schedule/1",
          {{"job", "tick"}, {"run_at", "2020-01-01T00:00:00Z"}, {"payload", {{"n", 7}}}});
  ASSERT_TRUE(scheduled.contains("answer")) << scheduled;

  EXPECT_TRUE(eventually([this] { return stored("tick") == Json{{"n", 7}}; }));
  EXPECT_EQ(ask("job.schedule/1", {{"job", "unknown"},
                                   {"run_at", "2020-01-01T00:00:00Z"},
                                   {"payload", Json::object()}})["status"],
            1);
}

TEST_P(BrokerTest, PutsEntriesOnTheTimelineOnce) {
  const Record anna = person({{"first_name", "Anna"}});
  Json entry = {{"record", {{"entity", "person"}, {"id", anna.id}}},
                {"kind", "call"},
                {"summary", "rang"},
                {"body", ""},
                {"occurred_at", "2026-11-22T10:00:00Z"},
                {"duration_s", nullptr},
                {"direction", "in"},
                {"state", ""},
                {"external_id", "call-1"}};
  const Json first = ask("timeline.add/1", entry);
  ASSERT_TRUE(first.contains("answer")) << first;
  entry["summary"] = "talked";
  entry["duration_s"] = 61;

  EXPECT_EQ(ask("timeline.add/1", entry)["answer"]["id"], first["answer"]["id"]);

  const auto page = records->timeline(admin, "person", anna.id, "", 10);
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->records.size(), 1U);
  EXPECT_EQ(page->records[0].fields["summary"], "talked");
}

TEST_P(BrokerTest, HandsAWebhookOverWithoutTheHostsCookies) {
  http::Request request;
  request.method = "POST";
  request.body = "hello";
  request.headers["cookie"] = "kontor_session=secret";

  const auto answer = plugins->webhook("test.broker", "in", request);

  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 202);
  EXPECT_EQ(answer->body, "got hello");
  EXPECT_NE(answer->headers.at("content-security-policy").find("sandbox"), std::string::npos);
  request.method = "GET";
  EXPECT_FALSE(plugins->webhook("test.broker", "in", request));
  EXPECT_FALSE(plugins->webhook("test.broker", "other", request));
}

TEST_P(BrokerTest, TellsEventsOfRecordsFromThoseOfPlugins) {
  EXPECT_EQ(
      ask("event.emit/1", {{"name", "person.created"}, {"payload", Json::object()}})["status"], 3);
  EXPECT_TRUE(ask("event.emit/1", {{"name", "call.ended"}, {"payload", Json::object()}})
                  .contains("answer"));
}

// The same plugin as a product sold with two concurrent seats.
class SeatedBrokerTest : public OnEither<CompanyTest> {
 protected:
  void SetUp() override {
    CompanyTest::SetUp();
    ASSERT_TRUE(ledger->install_document(licenses.document(licensing::SeatModel::concurrent, 2)));
    const auto installed = install(changed(
        built("test-broker"), {{"license", {{"kind", "product"}, {"product", "kontor.sms"}}}}));
    ASSERT_TRUE(installed) << installed.error().message;
  }
  Result<Json> use(const Principal& actor) {
    return plugins->act(actor, "test.broker", "broker.seated", nullptr, Json::object());
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, SeatedBrokerTest, testing::both_databases(),
                         testing::database_name);

TEST_P(SeatedBrokerTest, TellsTheThirdUserWhoHoldsTheTwoSeats) {
  const Principal anna = user("anna");
  const Principal bo = user("bo");
  const Principal carin = user("carin");
  ASSERT_TRUE(use(anna));
  ASSERT_TRUE(use(bo));
  EXPECT_TRUE(use(anna));  // The same session sits already.

  const auto third = use(carin);

  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().code, ErrorCode::conflict);
  const Json detail = *parse_json(third.error().detail);
  EXPECT_EQ(detail["code"], "no-free-seat");
  ASSERT_EQ(detail["holders"].size(), 2U);
  EXPECT_EQ(detail["holders"][0]["name"], "anna");
  EXPECT_EQ(detail["holders"][1]["name"], "bo");
  plugins->session_ended(bo.id, bo.session);
  EXPECT_TRUE(use(carin));
  EXPECT_EQ((*plugins->seats("kontor.sms"))["used"], 2);
}

TEST_P(SeatedBrokerTest, SeatsOneEmployeeOnceWhateverTheSession) {
  const Principal anna = user("anna");
  const Principal bo = user("bo");
  ASSERT_TRUE(use(anna));
  ASSERT_TRUE(use(bo));
  Principal anna_elsewhere = anna;
  anna_elsewhere.session = "another browser";

  EXPECT_TRUE(use(anna_elsewhere));

  EXPECT_EQ((*plugins->seats("kontor.sms"))["used"], 2);
  EXPECT_TRUE(plugins->release_seat(anna_elsewhere, "kontor.sms"));
  EXPECT_EQ((*plugins->seats("kontor.sms"))["used"], 1);
  EXPECT_FALSE(plugins->release_seat(anna, "kontor.sms"));
}

TEST_P(SeatedBrokerTest, TellsAHolderThatSomebodyWaits) {
  const Principal anna = user("anna");
  const Principal bo = user("bo");
  ASSERT_TRUE(use(anna));
  const auto page = notices->subscribe(anna.id);

  const Status asked = plugins->ask_for_seat(bo, "kontor.sms", anna.id);

  ASSERT_TRUE(asked) << asked.error().message;
  const auto events = page->next(1000);
  ASSERT_EQ(events->size(), 1U);
  EXPECT_EQ((*events)[0].name, "notice");
  EXPECT_NE((*events)[0].data.find("seat-asked"), std::string::npos);
}

TEST_P(SeatedBrokerTest, RefusesWorkOfNobodyThatNeedsAPerson) {
  const auto nobody = use(Principal::system());

  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().code, ErrorCode::forbidden);
}

}  // namespace
}  // namespace kontor::host
