#include "host/plugins/pruning.hpp"
#include "base/http/client.hpp"
#include "host/plugins/held_events.hpp"
#include "tests/integration/host_plugins/company.hpp"
#include "tests/integration/host_plugins/on_either.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/program.hpp"

namespace kontor::host {
namespace {

using testing::eventually;

constexpr std::int64_t kDayMs = std::int64_t{24} * 3600 * 1000;

// Rows of long ago, written as the host writes them but for their time.
class PruningTest : public OnEither<CompanyTest> {
 protected:
  void add_events(int count, std::int64_t age_ms) {
    testing::FakeClock then(clock.now_ms() - age_ms);
    Outbox past(*database, then, ids);
    std::vector<Outbox::NewEvent> events(static_cast<std::size_t>(count), {"person.created", {}});
    ASSERT_TRUE(
        database->transaction([&](db::Session& session) { return past.append(session, events); }));
  }
  void add_mail(const std::string& state, std::int64_t age_ms) {
    const TimeMs then = clock.now_ms() - age_ms;
    ASSERT_TRUE(database->transaction([&](db::Session& session) {
      return session.insert_rows(
          "plugin_mail",
          {"id", "plugin_id", "own_key", "person", "address", "content", "state", "attempts",
           "next_at_ms", "created_at_ms"},
          {{ids.next(), std::string("test.mail"), db::Value(), std::string("p"), std::string(),
            std::string("{}"), state, std::int64_t{0}, then, then}});
    }));
  }
  std::int64_t count(const std::string& table) {
    return database
        ->read([&](db::Session& session) {
          return session.query_row("SELECT COUNT(*) FROM " + table);
        })
        .value()
        ->integer(0);
  }
  void prune(const std::vector<std::string>& readers) {
    ASSERT_FALSE(plugins) << "the host's own pruning would take part";
    Pruning pruning(*database, clock);
    for (auto more = pruning.step(readers); more && *more; more = pruning.step(readers)) ++steps;
  }
  int steps = 0;
};

INSTANTIATE_TEST_SUITE_P(Databases, PruningTest, testing::both_databases(), testing::database_name);

TEST_P(PruningTest, OldEventsGoOnceEveryReaderHasPassedThem) {
  plugins.reset();
  ASSERT_TRUE(outbox->cursor("a.fast"));
  ASSERT_TRUE(outbox->cursor("b.slow"));
  ASSERT_TRUE(outbox->cursor("c.gone"));
  add_events(1200, Pruning::kEventsKeptMs + kDayMs);
  add_events(5, kDayMs);
  ASSERT_TRUE(outbox->advance("a.fast", 1205));
  ASSERT_TRUE(outbox->advance("b.slow", 700));

  prune({"a.fast", "b.slow"});

  EXPECT_EQ(count("outbox_event"), 505);
  EXPECT_EQ(outbox->read_after(0, 1)->front().sequence, 701);
  EXPECT_EQ(steps, 1);
  ASSERT_TRUE(outbox->advance("b.slow", 1205));
  prune({"a.fast", "b.slow"});
  EXPECT_EQ(count("outbox_event"), 5);
}

TEST_P(PruningTest, WhatWaitsForAPluginThatDoesNotRunIsLetGoAfterNinetyDaysWithAGap) {
  plugins.reset();
  const HeldEvents::Reader away{.plugin = "a.away", .names = {"person.created"}};
  ASSERT_TRUE(outbox->cursor("a.away"));
  add_events(1200, HeldEvents::Limits().age_ms + kDayMs);
  add_events(5, kDayMs);
  Gaps gaps(*database, clock, ids);
  HeldEvents held(*database, clock, gaps);
  const Json before = held.waiting(away).value();

  ASSERT_TRUE(held.let_go({away}));

  EXPECT_EQ(before["count"], 1205);
  EXPECT_LT(before["let_go_at"].get<std::string>(), to_rfc3339(clock.now_ms()));
  EXPECT_EQ(held.waiting(away).value()["count"], 5);
  EXPECT_EQ(outbox->cursor("a.away").value(), 1200);
  const auto page = gaps.list("a.away").value();
  ASSERT_EQ(page.gaps.size(), 1U);
  EXPECT_NE(page.gaps[0].reason.find("1200 events up to"), std::string::npos);
  ASSERT_TRUE(held.let_go({away}));
  EXPECT_EQ(gaps.count("a.away").value(), 1) << "once";
  prune({"a.away"});
  EXPECT_EQ(count("outbox_event"), 5);
}

TEST_P(PruningTest, NoPluginHoldsMoreThanSoManyEventsHoweverYoung) {
  plugins.reset();
  const HeldEvents::Reader away{.plugin = "a.away", .names = {"person.created"}};
  ASSERT_TRUE(outbox->cursor("a.away"));
  add_events(30, kDayMs);
  Gaps gaps(*database, clock, ids);
  HeldEvents held(*database, clock, gaps, {.count = 10});

  ASSERT_TRUE(held.let_go({away}));

  EXPECT_EQ(held.waiting(away).value()["count"], 10);
  EXPECT_EQ(gaps.count("a.away").value(), 1);
}

// By the host's own hand: the administrator sees what waits and what was let go.
TEST_P(PruningTest, AnAdministratorSeesWhatWaitsForAStoppedPluginAndWhatWasLetGo) {
  ASSERT_TRUE(install(built("test-broker")));
  ASSERT_TRUE(plugins->stop(admin, "test.broker"));
  const std::string heard = manifest_of("test-broker")["contributes"]["events"][0]["name"];
  testing::FakeClock then(clock.now_ms() - HeldEvents::Limits().age_ms - kDayMs);
  Outbox past(*database, then, ids);
  ASSERT_TRUE(past.emit({heard, Json::object()}));
  ASSERT_TRUE(outbox->emit({heard, Json::object()}));
  close();

  open();
  plugins->start_all();

  const auto shown = [&] { return plugins->inspect("test.broker").value(); };
  EXPECT_TRUE(eventually([&] { return shown()["gaps"] == 1; })) << shown();
  EXPECT_EQ(shown()["events_waiting"]["count"], 1) << shown();
}

TEST_P(PruningTest, MailsThatEndedGoAndThoseOnTheirWayStayHoweverOld) {
  plugins.reset();
  add_mail("sent", Pruning::kMailsKeptMs + kDayMs);
  add_mail("failed", Pruning::kMailsKeptMs + kDayMs);
  add_mail("waiting", Pruning::kMailsKeptMs + kDayMs);
  add_mail("sent", kDayMs);

  prune({});

  EXPECT_EQ(count("plugin_mail"), 2);
  EXPECT_EQ(count("plugin_mail WHERE state = 'waiting'"), 1);
}

// A real kontor-host, killed while it prunes what a stopped plugin has and has not heard.
TEST_P(PruningTest, KilledInTheMiddleNothingUndeliveredIsLost) {
  constexpr int kOld = 20'000;
  constexpr int kHeard = 15'000;
  ASSERT_TRUE(install(built("test-broker")));
  ASSERT_TRUE(plugins->stop(admin, "test.broker"));
  const std::int64_t first = outbox->last_sequence().value() + 1;
  add_events(kOld, Pruning::kEventsKeptMs + kDayMs);
  ASSERT_TRUE(outbox->advance("test.broker", first + kHeard - 1));
  close();
  const auto events = [&] {
    database = db::Database::open(database_url()).value();
    return count("outbox_event");
  };
  const auto start = [&](const std::string& log) {
    return std::make_unique<testing::Program>(
        "kontor-host",
        testing::Arguments{"--data", data.string(), "--port", "0", "--database", database_url()},
        data / log);
  };

  auto host = start("first");
  ASSERT_TRUE(eventually([&] { return events() < kOld; })) << host->output();
  host->kill_now();
  const std::int64_t in_between = events();
  host = start("second");

  EXPECT_TRUE(eventually([&] { return events() <= kOld - kHeard; })) << host->output();
  EXPECT_GE(in_between, kOld - kHeard);
  EXPECT_EQ(events(), kOld - kHeard);
  Outbox left(*database, clock, ids);
  EXPECT_EQ(left.read_after(0, 1)->front().sequence, first + kHeard);
  EXPECT_EQ(host->stop(), 0);
}

}  // namespace
}  // namespace kontor::host
