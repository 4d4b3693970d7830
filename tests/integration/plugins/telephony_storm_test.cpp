// What goes wrong between an exchange and us.
#include <algorithm>
#include <atomic>
#include <kontor/host.hpp>
#include <mutex>
#include <set>

#include "plugins/telephony/pbx_link.hpp"
#include "tests/integration/plugins/telephony_fixture.hpp"

namespace kontor::testing {
namespace {

class TelephonyStormTest : public TelephonyPluginTest {
 protected:
  // Ids of the calls that ended, each as often as it was told.
  std::vector<std::string> ended() const {
    std::vector<std::string> ids;
    for (const auto& event : host.events()) ids.push_back(event.payload["call_id"]);
    return ids;
  }
};

// Twenty calls a second that last some seconds each: their events come in between each other.
// Nothing is paced: at full speed it is harder.
TEST_F(TelephonyStormTest, TwoHundredCallsOf116EventsAtOnceAreToldOnceEach) {
  constexpr std::size_t kCalls = 200;
  constexpr std::size_t kAtOnce = 40;
  // Counted as they are told: to copy what the host heard after each call would be the test.
  std::mutex mutex;
  std::vector<std::string> ids;
  std::atomic<std::size_t> ended_calls = 0;
  host.on<op::EventEmit>([&](const auto& event) -> Result<op::EventEmitResponse> {
    const std::lock_guard lock(mutex);
    ids.push_back(event.payload["call_id"]);
    ++ended_calls;
    return op::EventEmitResponse{};
  });
  connect();
  const RecordedCall recorded(std::string(std::getenv("KONTOR_SOURCE")) +
                              "/tests/fixtures/ami/basic.txt");

  std::size_t sent = 0;
  for (std::size_t first = 0; first < kCalls; first += kAtOnce) {
    std::vector<std::vector<std::string>> calls;
    for (std::size_t i = 0; i < kAtOnce; ++i)
      calls.push_back(
          busy_call(recorded, "storm" + std::to_string(first + i) + "-", "+46701234567"));
    for (std::size_t event = 0; event < calls[0].size(); ++event) {
      std::string bytes;
      for (const auto& call : calls) bytes += call.at(event);
      exchange.send_raw(bytes);
      sent += calls.size();
    }
  }
  ASSERT_EQ(sent, kCalls * kEventsOfABusyCall);

  ASSERT_TRUE(host.wait_until([&] { return ended_calls >= kCalls; }, 60000)) << ended_calls;
  EXPECT_EQ(host.timeline().size(), kCalls);
  const std::lock_guard lock(mutex);
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), kCalls);
  EXPECT_EQ(ids.size(), kCalls);
}

TEST_F(TelephonyStormTest, AnExchangeRestartedInMidCallLosesAndDoublesNothing) {
  connect();
  const std::string before = exchange.ring("+46701234567", "101");
  exchange.answer(before);
  ASSERT_TRUE(has_state("answered"));

  exchange.restart();
  const std::string after = exchange.ring("+46701234567", "101");  // Nobody hears it ring.
  exchange.answer(after);
  ASSERT_TRUE(has_ended(1));
  ASSERT_TRUE(eventually([this] { return health() == "ok"; }));
  exchange.hang_up(after);
  ASSERT_TRUE(has_ended(2));

  EXPECT_EQ(ended(), (std::vector<std::string>{before, after}));
  ASSERT_EQ(host.timeline().size(), 2U);
  EXPECT_NE(host.timeline()[0].body.find("at least this long"), std::string::npos);
  EXPECT_EQ(host.timeline()[1].state, "answered");
}

TEST_F(TelephonyStormTest, FiltersEventsAndAsksForChannelsQueuesAndParkedCallsAfterEachLogin) {
  connect();
  exchange.queue("+46701234567", "sales");
  exchange.drop_clients();
  ASSERT_TRUE(eventually([this] { return exchange.logins() == 2; }));

  for (const char* list : {"Filter", "CoreShowChannels", "QueueStatus", "ParkedCalls"}) {
    EXPECT_TRUE(eventually([&] { return exchange.actions(list).size() == 2; })) << list;
  }
}

TEST_F(TelephonyStormTest, GarbageBetweenMessagesHarmsNoCall) {
  connect();
  exchange.send_raw(std::string(3000, '\x01') + "\r\n: no name\r\nno colon\r\n\r\n\r\n\r\n");
  exchange.send_raw("Event: Hangup\r\nUniqueid: nobody\r\n\r\nEvent: \xff\xfe\r\n\r\n");

  const std::string call = exchange.ring("+46701234567", "101");

  ASSERT_TRUE(has_state("ringing"));
  exchange.hang_up(call);
  EXPECT_TRUE(has_ended());
}

TEST_F(TelephonyStormTest, APeerThatIsNoExchangeIsLeftAndComeBackTo) {
  connect();
  exchange.send_raw(std::string(40000, 'x'));

  ASSERT_TRUE(eventually([this] { return exchange.logins() == 2; }));
  EXPECT_TRUE(eventually([this] { return health() == "ok"; }));
}

TEST_F(TelephonyStormTest, NoNumberOfACallAddsAHeaderToAnAction) {
  const std::string mallory =
      host.add_record("person", {{"name", "Mallory"}, {"phone", "+467\r\nAction: Hangup"}});
  connect();

  const auto done = act("telephony.call", "person", mallory, Json::object());

  EXPECT_EQ(done.error().code, ErrorCode::conflict);
  EXPECT_TRUE(exchange.actions("Originate").empty());
  EXPECT_TRUE(exchange.actions("Hangup").empty());
}

TEST(PbxLinkTest, AHalfOpenConnectionIsNoticedAndReplaced) {
  AmiServer exchange;
  FakeHost host;
  telephony::PbxAddress address{
      .host = "127.0.0.1", .port = exchange.port(), .username = "pbx", .secret = "pbx"};
  telephony::PbxLink link(
      Host(host.c_host()), address, [](telephony::PbxLink&) {},
      [](telephony::PbxLink&, const telephony::AmiMessage&) {},
      {.quiet_ms = 50, .answer_ms = 1000, .rest_min_ms = 10, .rest_max_ms = 100});
  ASSERT_TRUE(eventually([&] { return link.is_up(); }));
  ASSERT_TRUE(eventually([&] { return exchange.actions("Ping").size() > 2; }));
  EXPECT_EQ(exchange.logins(), 1) << "quiet is not dead";

  exchange.fall_silent(true);
  ASSERT_TRUE(eventually([&] { return !link.is_up(); }));
  exchange.fall_silent(false);

  EXPECT_TRUE(eventually([&] { return link.is_up(); }));
  EXPECT_GE(exchange.logins(), 2);
}

}  // namespace
}  // namespace kontor::testing
