#include <csignal>
#include <fstream>
#include <set>

#include "tests/integration/host_plugins/company.hpp"
#include "tests/integration/host_plugins/on_either.hpp"
#include "tests/support/program.hpp"

namespace kontor::host {
namespace {

using testing::eventually;

// A plugin that remembers in its storage every event about persons it was told.
class EventsTest : public OnEither<CompanyTest> {
 protected:
  void SetUp() override {
    CompanyTest::SetUp();
    const auto installed = install(built("test-broker"));
    ASSERT_TRUE(installed) << installed.error().message;
  }
  // The same plugin, which wants to know only that something was counted.
  std::filesystem::path with_latest() { return declaring("test.counted", "latest"); }
  std::filesystem::path declaring(const std::string& name, const char* how) {
    Json declared = manifest_of("test-broker")["contributes"]["events"];
    for (Json& event : declared)
      if (event["name"] == name) event[how] = true;
    EXPECT_TRUE(plugins->remove(admin, "test.broker", Plugins::Storage::erase));
    return changed(built("test-broker"), {{"contributes", {{"events", declared}}}});
  }
  Json run(const std::string& action, const Json& input = Json::object()) {
    const auto done = plugins->act(admin, "test.broker", action, nullptr, input);
    return done ? (*done)["output"] : Json{{"failed", done.error().message}};
  }
  Json ask(const std::string& operation, const Json& request) {
    return run("broker.ask", {{"operation", operation}, {"request", request}});
  }
  void tell_ten_thousand(const char* how) {
    constexpr int kEvents = 10'000;
    std::vector<Outbox::NewEvent> events(kEvents,
                                         {.name = "test.counted", .payload = Json::object()});
    ASSERT_TRUE(database->transaction(
        [&](db::Session& session) { return outbox->append(session, events); }));
    const auto begin = std::chrono::steady_clock::now();
    outbox->announce();

    EXPECT_TRUE(eventually([&] { return run("broker.counted")["count"] >= kEvents; }));

    EXPECT_EQ(run("broker.counted")["count"], kEvents);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    RecordProperty("events_per_s", static_cast<int>(kEvents / seconds.count()));
    std::cout << kEvents << " events, " << how << ", in " << seconds.count() << " s\n";
  }
  // Ids of the persons it heard of, by the first time it did.
  std::vector<std::string> heard() {
    const Json events = ask("storage.get/1", {{"key", "events"}});
    std::vector<std::string> order;
    if (!events.contains("answer")) return order;
    std::set<std::string> known;
    for (const Json& event : events["answer"]["value"]) {
      const std::string id = event["payload"]["id"];
      if (known.insert(id).second) order.push_back(id);
    }
    return order;
  }
  void poison(const Record& person, const std::string& how) {
    ask("storage.put/1",
        {{"key", "poison"}, {"value", {{"id", person.id}, {"how", how}}}, {"person", nullptr}});
  }
  bool hears_of(const Record& person) {
    return eventually([&] {
      const auto order = heard();
      return std::ranges::find(order, person.id) != order.end();
    });
  }
  Json gaps() { return *plugins->gaps(admin, "test.broker", ""); }
  // SIGKILL to the runners of this process, as somebody outside would.
  void kill_runners() {
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
      const std::string name = entry.path().filename();
      if (name.find_first_not_of("0123456789") != std::string::npos) continue;
      std::string command, ignored;
      std::getline(std::ifstream(entry.path() / "comm"), command);
      if (command.rfind("kontor-runner", 0) == 0 && is_ours(std::stoi(name)))
        ::kill(std::stoi(name), SIGKILL);
    }
  }

 private:
  static bool is_ours(int process) {
    while (process > 1) {
      if (process == ::getpid()) return true;
      std::ifstream status("/proc/" + std::to_string(process) + "/status");
      int parent = 0;
      for (std::string line; std::getline(status, line);)
        if (line.rfind("PPid:", 0) == 0) parent = std::stoi(line.substr(5));
      process = parent;
    }
    return false;
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, EventsTest, testing::both_databases(), testing::database_name);

TEST_P(EventsTest, AnEventThePluginRefusesIsLeftBehindWithAGapAndTheNextArrives) {
  const Record anna = person({{"first_name", "Anna"}});
  ASSERT_TRUE(hears_of(anna));
  poison(anna, "throw");

  ASSERT_TRUE(records->update(admin, "person", anna.id, std::nullopt, {{"last_name", "Berg"}}));
  const Record bo = person({{"first_name", "Bo"}});

  EXPECT_TRUE(hears_of(bo));
  ASSERT_TRUE(eventually([this] { return gaps()["total"] == 1; }));
  const Json gap = gaps()["gaps"][0];
  EXPECT_EQ(gap["contribution"], "event person.updated");
  EXPECT_EQ(gap["record"]["id"], anna.id);
  EXPECT_NE(gap["reason"].get<std::string>().find("this event is poison"), std::string::npos);
}

TEST_P(EventsTest, AnEventThatEndsTheProcessIsLeftBehindOnceThePluginIsQuarantined) {
  const Record anna = person({{"first_name", "Anna"}});
  ASSERT_TRUE(hears_of(anna));
  poison(anna, "abort");

  ASSERT_TRUE(records->update(admin, "person", anna.id, std::nullopt, {{"last_name", "Berg"}}));
  ASSERT_TRUE(eventually([this] {
    return (*plugins->describe("test.broker"))["state"] == "quarantined" && gaps()["total"] == 1;
  })) << *plugins->describe("test.broker");
  ASSERT_TRUE(plugins->release(admin, "test.broker"));
  const Record bo = person({{"first_name", "Bo"}});

  EXPECT_TRUE(hears_of(bo));
  EXPECT_EQ(gaps()["gaps"][0]["record"]["id"], anna.id);
}

TEST_P(EventsTest, ArriveInOrderAndAllAcrossAKilledRunner) {
  std::vector<std::string> made;
  for (int index = 0; index < 120; ++index) {
    auto created = records->create(admin, "person", {{"first_name", "P" + std::to_string(index)}});
    if (index == 30 || index == 80) kill_runners();
    if (created) made.push_back(created->id);  // A closed hook refuses while it is down.
  }
  ASSERT_GT(made.size(), 30U);
  const auto last = [this] {
    return static_cast<bool>(records->create(admin, "person", {{"first_name", "Last"}}));
  };
  ASSERT_TRUE(eventually(last));

  EXPECT_TRUE(eventually([&] { return heard().size() == made.size() + 1; }));

  auto order = heard();
  order.resize(made.size());
  EXPECT_EQ(order, made);
  EXPECT_EQ(gaps()["total"], 0);
}

// What only says that something changed is told by its newest: the others of its name count as
// told, and those of other names keep their order.
TEST_P(EventsTest, OfEventsDeclaredLatestTheNewestStandsForAllThatWait) {
  const auto installed = install(with_latest());
  ASSERT_TRUE(installed) << installed.error().message;
  const Record anna = person({{"first_name", "Anna"}});
  ASSERT_TRUE(hears_of(anna));
  std::vector<Outbox::NewEvent> events(
      10'000, {.name = "test.counted", .payload = {{"id", anna.id}, {"number", 1}}});
  events.back().payload["number"] = 2;
  ASSERT_TRUE(
      database->transaction([&](db::Session& session) { return outbox->append(session, events); }));
  const Record bo = person({{"first_name", "Bo"}});

  EXPECT_TRUE(hears_of(bo));

  EXPECT_EQ(run("broker.counted"),
            (Json{{"count", 1}, {"last", {{"id", anna.id}, {"number", 2}}}}));
  EXPECT_EQ(gaps()["total"], 0);
}

// The one it refuses is found one by one, so that what came before it in the call is told again.
TEST_P(EventsTest, EventsDeclaredManyComeTogetherAndOneByOneWhereThatFails) {
  const auto installed = install(declaring("person.updated", "many"));
  ASSERT_TRUE(installed) << installed.error().message;
  std::vector<Record> people;
  for (const char* name : {"Anna", "Bo", "Cia"}) people.push_back(person({{"first_name", name}}));
  ASSERT_TRUE(hears_of(people.back()));
  poison(people[1], "throw");
  std::vector<Outbox::NewEvent> events;
  for (const Record& one : people)
    events.push_back({.name = "person.updated", .payload = {{"id", one.id}}});
  ASSERT_TRUE(
      database->transaction([&](db::Session& session) { return outbox->append(session, events); }));
  outbox->announce();

  ASSERT_TRUE(eventually([this] { return gaps()["total"] == 1; }));
  const auto told = [&](const Record& person) {
    const Json stored = ask("storage.get/1", {{"key", "events"}});
    int times = 0;
    for (const Json& event : stored["answer"]["value"])
      times += event["name"] == "person.updated" && event["payload"]["id"] == person.id ? 1 : 0;
    return times;
  };
  EXPECT_TRUE(eventually([&] { return told(people[2]) == 1; }));
  EXPECT_EQ(told(people[0]), 2) << "with the others, and alone";
  EXPECT_EQ(told(people[1]), 0);
  EXPECT_EQ(gaps()["gaps"][0]["contribution"], "event person.updated");
}

TEST_P(EventsTest, TenThousandDeclaredManyAreEachToldOnce) {
  const auto installed = install(declaring("test.counted", "many"));
  ASSERT_TRUE(installed) << installed.error().message;

  tell_ten_thousand("100 in a call");
}

TEST_P(EventsTest, ALatestEventWaitsForAPluginThatIsDown) {
  const auto installed = install(with_latest());
  ASSERT_TRUE(installed) << installed.error().message;
  kill_runners();
  for (int number = 1; number <= 3; ++number)
    ASSERT_TRUE(outbox->emit({.name = "test.counted", .payload = {{"number", number}}}));

  EXPECT_TRUE(eventually([this] {
    const Json counted = run("broker.counted");
    return counted.contains("last") && counted["last"] == Json{{"number", 3}};
  }));
}

TEST_P(EventsTest, TenThousandAreDeliveredOneByOneWithinSeconds) {
  tell_ten_thousand("one in a call");
}

}  // namespace
}  // namespace kontor::host
