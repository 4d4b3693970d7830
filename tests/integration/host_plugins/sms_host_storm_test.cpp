#include <algorithm>
#include <chrono>
#include <thread>

#include "tests/integration/host_plugins/on_either.hpp"
#include "tests/integration/host_plugins/running_host.hpp"
#include "tests/support/loud_smsc.hpp"

namespace kontor::host {
namespace {

using testing::deliver_sm;
using testing::eventually;
using Clock = std::chrono::steady_clock;
namespace smpp = sms::smpp;

// A real kontor-host with the sms plugin in its sandbox, bound to an SMSC that floods it.
class SmsHostStormTest : public OnEither<RunningHostTest> {
 protected:
  void SetUp() override {
    CompanyTest::SetUp();
    // What a seat costs is another test's matter.
    const Json free = {{"license", {{"kind", "free"}, {"product", nullptr}}}};
    const auto installed = install(changed(built("sms"), free));
    ASSERT_TRUE(installed) << installed.error().message;
    ASSERT_TRUE(plugins->set_secret(admin, kSms, "password", "smsctest"));
    const Status set = plugins->set_settings(
        admin, kSms,
        {{"smpp_address", smsc_.address()}, {"username", "kontor"}, {"from", "72500"}});
    ASSERT_TRUE(set) << set.error().message;
    (void)person({{"first_name", "Eva"}, {"phone", "+" + std::string(kEva)}});
    add_administrator();
    ASSERT_TRUE(eventually([this] { return smsc_.binds() == 1; }));
    close();
    start_host();
    ASSERT_TRUE(eventually([this] { return smsc_.binds() == 2; })) << host_->output();
    binds_ = smsc_.binds();
  }
  void TearDown() override {
    host_.reset();
    RunningHostTest::TearDown();
  }

  // The host goes on answering; how much the plugin takes is noted.
  void look() {
    const auto asked_at = Clock::now();
    const auto answer = call("GET", std::string("/plugins/") + kSms);
    EXPECT_LT(Clock::now() - asked_at, std::chrono::seconds(5));
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->value("state", ""), "running");
    memory_ = std::max(memory_, answer->at("usage").value("memory_bytes", std::int64_t{0}));
  }
  bool is_bound_again() {
    return eventually([this] { return smsc_.binds() > binds_; });
  }
  int answered(std::uint32_t status) {
    const auto answers = smsc_.answers();
    const auto found = answers.find(status);
    return found == answers.end() ? 0 : found->second;
  }
  bool are_answered(int count) {
    const auto deadline = Clock::now() + std::chrono::minutes(4);
    const auto all = [this] {
      int sum = 0;
      for (const auto& [status, times] : smsc_.answers()) sum += times;
      return sum;
    };
    while (all() < count) {
      if (Clock::now() > deadline) return false;
      look();
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return all() == count;
  }
  std::int64_t on_timelines() {
    const auto row = open_again()->read([](db::Session& session) {
      return session.query_row("SELECT COUNT(*) FROM record_activity WHERE kind = 'sms'");
    });
    EXPECT_TRUE(row) << row.error().message;
    return row && *row ? (*row)->integer(0) : -1;
  }
  std::size_t lines_with(const std::string& words) const {
    const std::string log = host_->output();
    std::size_t count = 0;
    for (std::size_t at = log.find(words); at != std::string::npos; at = log.find(words, at + 1))
      ++count;
    return count;
  }
  void expect_calm() {
    EXPECT_LT(memory_, std::int64_t{160} << 20);
    EXPECT_LT(lines_with(kSms), 40U) << host_->output().substr(0, 10'000);
  }
  // Whatever happened before, what somebody writes now arrives.
  void expect_it_still_hears() {
    const std::int64_t before = on_timelines();
    ASSERT_TRUE(smsc_.say(deliver_sm(77, kEva, "Are you there?")));
    EXPECT_TRUE(eventually([&] { return on_timelines() == before + 1; })) << host_->output();
  }

  static constexpr const char* kSms = "kontor.sms";
  static constexpr const char* kEva = "46701234567";
  testing::LoudSmsc smsc_;
  int binds_ = 0;  // So far.
  std::int64_t memory_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Databases, SmsHostStormTest, testing::both_databases(),
                         testing::database_name);

TEST_P(SmsHostStormTest, AFloodOfWhatPeopleWriteIsWrittenDownOnceEach) {
  constexpr int kKnown = 2000;
  constexpr int kStrangers = 1500;
  std::uint32_t sequence = 0;
  std::string bytes;
  for (int i = 0; i < kKnown; ++i)
    bytes += deliver_sm(++sequence, kEva, "Message " + std::to_string(i));
  for (int i = 0; i < kStrangers; ++i)
    bytes += deliver_sm(++sequence, std::to_string(46'700'000'000 + i), "Who are you?");
  ASSERT_TRUE(smsc_.say(bytes));

  EXPECT_TRUE(are_answered(kKnown + kStrangers));
  EXPECT_EQ(answered(smpp::kOk), kKnown + kStrangers);
  EXPECT_EQ(on_timelines(), kKnown);
  EXPECT_EQ(smsc_.binds(), binds_) << "it stayed bound";
  expect_calm();
}

// What no record can hold comes again and again until somebody says that it never will.
TEST_P(SmsHostStormTest, NothingThatIsWrittenComesAgainForEver) {
  const std::string texts[] = {
      std::string("ends with a NUL\0", 16),
      "",
      std::string(254, '\xff'),
      std::string(60'000, 'x'),
  };
  std::uint32_t sequence = 0;
  std::string bytes;
  for (const std::string& text : texts)
    for (const char coding : std::string("\x00\x01\x03\x04\x08\xf5", 6))
      bytes += deliver_sm(++sequence, kEva, text, static_cast<std::uint8_t>(coding));
  bytes += deliver_sm(++sequence, "\xff\xfe\x01", "from nobody");
  bytes += deliver_sm(++sequence, "", "from nobody at all");
  ASSERT_TRUE(smsc_.say(bytes));

  EXPECT_TRUE(are_answered(static_cast<int>(sequence)));
  EXPECT_EQ(answered(smpp::kTemporaryAppError), 0) << host_->output();
  EXPECT_EQ(smsc_.binds(), binds_);
  expect_it_still_hears();
}

TEST_P(SmsHostStormTest, AHundredThousandPdusOfGarbageAreRefusedAndSaidOnce) {
  const std::string garbage[] = {
      smpp::encode({0x00000777, 0, 1, "what is this?"}),
      smpp::encode({smpp::kDeliverSm, 0, 2, "\xff"}),
      smpp::encode({smpp::kSubmitSm | smpp::kResponse, 0, 3, "nobody asked"}),
      smpp::encode({smpp::kGenericNack, 0x55, 4, ""}),
      smpp::encode({smpp::kEnquireLink, 0, 5, std::string(500, 'x')}),
  };
  int sent = 0;
  while (sent < 100'000) {
    std::string bytes;
    for (int i = 0; i < 400; ++i)
      for (const std::string& one : garbage) {
        bytes += one;
        ++sent;
      }
    ASSERT_TRUE(smsc_.say(bytes));
    if (sent % 20'000 == 0) look();
  }

  EXPECT_TRUE(eventually([&] { return smsc_.nacks() == sent / 5; })) << smsc_.nacks();
  EXPECT_EQ(smsc_.binds(), binds_) << "it stayed bound";
  expect_it_still_hears();
  EXPECT_EQ(lines_with("is no message of SMPP 3.4"), 1U) << host_->output();
  expect_calm();
}

TEST_P(SmsHostStormTest, APduOfFourGigabytesIsLeftAndSaidOnce) {
  const std::string head("\xff\xff\xff\xff\x00\x00\x00\x05\x00\x00\x00\x00\x00\x00\x00\x01", 16);
  for (int times = 0; times < 3; ++times) {
    (void)smsc_.say(head + std::string(20 << 20, 'x'));  // It is left before its end.
    ASSERT_TRUE(is_bound_again()) << times;
    binds_ = smsc_.binds();
    look();
  }

  expect_it_still_hears();
  EXPECT_EQ(lines_with("PDU of an impossible length"), 1U) << host_->output();
  expect_calm();
}

TEST_P(SmsHostStormTest, AnSmscThatHearsNothingIsLeft) {
  smsc_.stop_reading(true);
  const std::string enquiry = smpp::encode({smpp::kEnquireLink, 0, 1, ""});
  std::string bytes;
  for (int i = 0; i < 10'000; ++i) bytes += enquiry;
  // Each is answered, and no answer is heard.
  bool listens = true;
  for (int i = 0; i < 100 && listens; ++i) {
    listens = smsc_.say(bytes);
    look();
  }
  EXPECT_FALSE(listens) << "a million answers wait for somebody who takes none";
  smsc_.stop_reading(false);

  ASSERT_TRUE(is_bound_again());
  expect_it_still_hears();
  EXPECT_EQ(lines_with("hears nothing we say"), 1U) << host_->output();
  expect_calm();
}

}  // namespace
}  // namespace kontor::host
