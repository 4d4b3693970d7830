#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <thread>

#include "tests/integration/host_plugins/running_host.hpp"
#include "tests/support/ami_server.hpp"

namespace kontor::host {
namespace {

using testing::AmiServer;
using testing::eventually;
using Clock = std::chrono::steady_clock;

constexpr const char* kTelephony = "kontor.telephony";
constexpr std::int64_t kMemoryMax = 160LL << 20;
constexpr std::chrono::milliseconds kPatience{5000};  // Of somebody who works with the host.

// A real kontor-host with the telephony plugin in its sandbox, and an exchange where things go
// wrong.
class TelephonyHostStormTest : public RunningHostTest {
 protected:
  void connect(const Json& more = Json::object()) {
    // What a seat costs is another test's matter.
    const Json free = {{"license", {{"kind", "free"}, {"product", nullptr}}}};
    const auto installed = install(changed(built("telephony"), free));
    ASSERT_TRUE(installed) << installed.error().message;
    ASSERT_TRUE(plugins->set_secret(admin, kTelephony, "secret", "pbx"));
    Json settings = {{"address", "127.0.0.1:" + std::to_string(exchange().port())},
                     {"username", "pbx"},
                     {"channel", "PJSIP/{extension}"},
                     {"extensions", {{"101", user("anna").id}}}};
    settings.update(more);
    const Status set = plugins->set_settings(admin, kTelephony, settings);
    ASSERT_TRUE(set) << set.error().message;
    eva_ = person({{"first_name", "Eva"}, {"phone", kEva}}).id;
    add_administrator();
    close();
    start_host();
    ASSERT_TRUE(becomes("ok")) << host_->output();
    logins_ = exchange().logins();
  }
  void TearDown() override {
    host_.reset();  // Before its exchange.
    exchange_.reset();
    RunningHostTest::TearDown();
  }
  AmiServer& exchange() {
    if (!exchange_) exchange_ = std::make_unique<AmiServer>(0, buffers_);
    return *exchange_;
  }

  Json shown() {
    const auto asked_at = Clock::now();
    const auto answer = call("GET", std::string("/plugins/") + kTelephony);
    EXPECT_LT(Clock::now() - asked_at, kPatience) << "the host goes on answering";
    EXPECT_TRUE(answer) << answer.error().message;
    if (!answer) return Json::object();
    const std::int64_t memory = answer->at("usage").value("memory_bytes", std::int64_t{0});
    memory_ = std::max(memory_, memory);
    return *answer;
  }
  bool becomes(const std::string& status) {
    return eventually(
        [&] { return shown().value("health", Json::object()).value("status", "") == status; });
  }

  // How often each call stands on a timeline with how it ended, by its name at the exchange.
  std::map<std::string, int> written() const {
    std::map<std::string, int> times;
    const auto rows = open_again()->read([](db::Session& session) {
      return session.query(
          "SELECT external_id, COUNT(*) FROM record_activity WHERE kind = 'call' AND state IN "
          "('answered', 'missed', 'no-answer') AND duration_s IS NOT NULL OR state = 'missed' "
          "GROUP BY external_id");
    });
    EXPECT_TRUE(rows) << rows.error().message;
    if (!rows) return times;
    for (const db::Row& row : *rows) times[row.text(0)] = static_cast<int>(row.integer(1));
    return times;
  }
  std::unique_ptr<db::Database> open_again() const {
    return db::Database::open("sqlite:" + (data / "host.db").string()).value();
  }
  // Each of so many calls once, while the host is asked again and again.
  bool are_written(std::size_t count) {
    const auto deadline = Clock::now() + std::chrono::minutes(6);
    while (written().size() < count) {
      if (Clock::now() > deadline) return false;
      (void)shown();
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    for (const auto& [id, times] : written()) EXPECT_EQ(times, 1) << id;
    return written().size() == count;
  }
  std::string a_whole_call(const std::string& number = kEva) {
    const std::string id = exchange().ring(number, "101");
    exchange().answer(id);
    exchange().hang_up(id);
    return id;
  }
  // Lines of the host's log about the plugin that hold the words.
  std::size_t lines_with(const std::string& words) const {
    const std::string log = host_->output();
    std::size_t count = 0;
    for (std::size_t at = log.find(words); at != std::string::npos; at = log.find(words, at + 1))
      ++count;
    return count;
  }
  void expect_a_quiet_log() const {
    EXPECT_LT(lines_with(kTelephony), 40U) << host_->output().substr(0, 10'000);
  }

  static constexpr const char* kEva = "+46701234567";
  std::unique_ptr<AmiServer> exchange_;
  testing::Buffers buffers_ = testing::Buffers::usual;
  std::string eva_;
  int logins_ = 0;           // So far.
  std::int64_t memory_ = 0;  // The most the plugin was seen to take.
};

TEST_F(TelephonyHostStormTest, TwoHundredCallsAtTwentyASecondOf116EventsAreWrittenDownOnceEach) {
  constexpr std::size_t kCalls = 200;
  constexpr std::size_t kCallsPerSecond = 20;
  constexpr std::size_t kAtOnce = 40;  // Each lasts two seconds.
  connect();
  const testing::RecordedCall recorded(std::string(std::getenv("KONTOR_SOURCE")) +
                                       "/tests/fixtures/ami/basic.txt");
  std::vector<std::vector<std::string>> calls;
  for (std::size_t i = 0; i < kCalls; ++i)
    calls.push_back(testing::busy_call(recorded, "storm" + std::to_string(i) + "-", kEva));
  const std::size_t steps = calls[0].size();
  ASSERT_EQ(steps, testing::kEventsOfABusyCall);

  // Call i begins at step i * kStride; in each step those that run have an event each.
  const std::size_t stride = steps / kAtOnce;
  const auto step_time =
      std::chrono::duration<double>(1.0 / static_cast<double>(kCallsPerSecond * stride));
  const auto begun = Clock::now();
  std::size_t sent = 0;
  for (std::size_t step = 0; step < steps + stride * (kCalls - 1); ++step) {
    std::string bytes;
    for (std::size_t i = 0; i < kCalls && i * stride <= step; ++i) {
      if (step - i * stride >= steps) continue;
      bytes += calls[i][step - i * stride];
      ++sent;
    }
    exchange().send_raw(bytes);
    std::this_thread::sleep_until(
        begun + std::chrono::duration_cast<Clock::duration>(step_time * static_cast<double>(step)));
  }
  ASSERT_EQ(sent, kCalls * steps);

  EXPECT_TRUE(are_written(kCalls)) << written().size();
  EXPECT_LT(memory_, kMemoryMax);
  expect_a_quiet_log();
}

TEST_F(TelephonyHostStormTest, AnExchangeRestartedInMidCallLosesAndDoublesNothing) {
  connect();
  const std::string before = exchange().ring(kEva, "101");
  exchange().answer(before);

  exchange().restart();
  ASSERT_TRUE(are_written(1));
  const std::string after = a_whole_call();

  EXPECT_TRUE(are_written(2));
  EXPECT_EQ(written(), (std::map<std::string, int>{{before, 1}, {after, 1}}));
  EXPECT_TRUE(becomes("ok"));
}

TEST_F(TelephonyHostStormTest, AHalfOpenConnectionIsNoticedAndItsCallEndsOnce) {
  connect();
  const std::string during = exchange().ring(kEva, "101");
  exchange().answer(during);

  exchange().fall_silent(true);  // Its hang-up is heard by nobody.
  exchange().hang_up(during);
  EXPECT_TRUE(becomes("degraded")) << shown();
  exchange().fall_silent(false);

  EXPECT_TRUE(are_written(1));
  EXPECT_TRUE(becomes("ok")) << shown();
}

TEST_F(TelephonyHostStormTest, AHundredThousandEventsOfNoUseAndGarbageHarmNoCall) {
  connect();
  const std::string during = exchange().ring(kEva, "101");
  exchange().answer(during);
  const std::string garbage[] = {
      "Event: Nonsense\r\nUniqueid: x\r\nValue: " + std::string(500, 'v') + "\r\n\r\n",
      "no colon at all\r\n: no name\r\n\r\n",
      "Event: Hangup\r\nUniqueid: nobody\r\n\r\n",
      "Event: Newchannel\r\nUniqueid: \xff\xfe\xff\r\nLinkedid: \xff\xfe\xff\r\n\r\n",
      "Event: Hangup\r\nUniqueid: \xff\xfe\xff\r\n\r\n",
      "Event: ConfbridgeStart\r\nConference: ",
      std::string(40, '\x01') + "\r\n\r\n"};
  std::size_t sent = 0;
  while (sent < 100'000) {
    std::string bytes;
    for (int i = 0; i < 100; ++i)
      for (const std::string& one : garbage) {
        bytes += one;
        if (one.ends_with(": ")) bytes += std::to_string(sent) + "\r\n\r\n";
        ++sent;
      }
    exchange().send_raw(bytes);
    if (sent % 7000 == 0) (void)shown();
  }
  exchange().hang_up(during);
  const std::string after = a_whole_call();

  EXPECT_TRUE(are_written(2));
  EXPECT_EQ(written(), (std::map<std::string, int>{{during, 1}, {after, 1}}));
  EXPECT_EQ(exchange().logins(), logins_) << "it stayed connected";
  EXPECT_LT(memory_, kMemoryMax);
  expect_a_quiet_log();
}

// Channels that come and never go, each a caller: more than there can be. Who spoke before is
// not forgotten for them.
TEST_F(TelephonyHostStormTest, AHundredThousandCallersThatNeverEndPushNobodyOut) {
  connect();
  const std::string during = exchange().ring(kEva, "101");
  exchange().answer(during);
  std::string bytes;
  for (int i = 0; i < 100'000; ++i) {
    const std::string id = "zz" + std::to_string(i);
    bytes += "Event: Newchannel\r\nChannel: PJSIP/trunk-" + id +
             "\r\nChannelState: 4\r\nCallerIDNum: +4670" + std::to_string(1'000'000 + i) +
             "\r\nContext: from-trunk\r\nExten: 100\r\nUniqueid: " + id + "\r\nLinkedid: " + id +
             "\r\n\r\n";
    if (bytes.size() < 200'000) continue;
    exchange().send_raw(bytes);
    bytes.clear();
    (void)shown();
  }
  exchange().send_raw(bytes);
  exchange().hang_up(during);
  const std::string after = a_whole_call();

  EXPECT_TRUE(eventually([&] {
    const auto times = written();
    return times.contains(during) && times.contains(after);
  }));
  EXPECT_LT(memory_, kMemoryMax);
  expect_a_quiet_log();
}

// As fast as the connection carries them: faster than they can be written down.
TEST_F(TelephonyHostStormTest, AHundredThousandEventsOfRealCallsAtOnceAreWrittenDownOnceEach) {
  connect();
  const testing::RecordedCall recorded(std::string(std::getenv("KONTOR_SOURCE")) +
                                       "/tests/fixtures/ami/basic.txt");
  const std::size_t calls = 100'000 / testing::kEventsOfABusyCall + 1;
  for (std::size_t i = 0; i < calls; ++i) {
    std::string bytes;
    for (const auto& event : testing::busy_call(recorded, "flood" + std::to_string(i) + "-", kEva))
      bytes += event;
    exchange().send_raw(bytes);
    if (i % 100 == 0) (void)shown();
  }

  EXPECT_TRUE(are_written(calls)) << written().size();
  EXPECT_EQ(exchange().logins(), logins_) << "it stayed connected";
  EXPECT_LT(memory_, kMemoryMax);
  expect_a_quiet_log();
}

TEST_F(TelephonyHostStormTest, AHeaderOfTenMegabytesWithoutAnEndIsLeftAndSaidOnce) {
  connect();
  const std::string during = exchange().ring(kEva, "101");
  exchange().answer(during);

  for (int times = 1; times <= 3; ++times) {
    exchange().send_raw("Event: " + std::string(10 << 20, 'x'));
    ASSERT_TRUE(eventually([&] { return exchange().logins() == logins_ + times; })) << times;
    (void)shown();
  }
  ASSERT_TRUE(becomes("ok"));
  exchange().hang_up(during);

  EXPECT_TRUE(are_written(1));
  EXPECT_LT(memory_, kMemoryMax);
  EXPECT_EQ(lines_with(R"("text":"What answers at this address)"), 1U) << host_->output();
  expect_a_quiet_log();
}

TEST_F(TelephonyHostStormTest, APeerThatNeverReadsIsLeftAndNoCallIsLost) {
  constexpr std::size_t kCalls = 400;
  buffers_ = testing::Buffers::narrow;
  connect({{"record", "always"}});
  exchange().stop_reading(true);
  std::vector<std::string> calls;
  // Each answer makes the plugin ask for a recording, which nobody reads.
  for (std::size_t i = 0; i < kCalls; ++i) {
    calls.push_back(exchange().ring(kEva, "101"));
    exchange().answer(calls.back());
  }
  EXPECT_TRUE(becomes("degraded")) << shown();
  for (std::size_t i = 0; i < kCalls; i += 2) exchange().hang_up(calls[i]);
  exchange().stop_reading(false);
  ASSERT_TRUE(becomes("ok")) << shown();
  for (std::size_t i = 1; i < kCalls; i += 2) exchange().hang_up(calls[i]);

  EXPECT_TRUE(are_written(kCalls)) << written().size();
  EXPECT_LT(memory_, kMemoryMax);
  expect_a_quiet_log();
}

}  // namespace
}  // namespace kontor::host
