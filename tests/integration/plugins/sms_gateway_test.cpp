#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "tests/integration/plugins/sms_fixture.hpp"

namespace kontor::testing {
namespace {

// Kannel down, busy, or gone in the middle: what waits, what is asked and what has failed.
class SmsGatewayTest : public SmsPluginTest {
 protected:
  void answer_with(std::int64_t status, const std::string& body) {
    host.on<op::HttpFetch>([=, this](const auto&) -> Result<op::HttpFetchResponse> {
      ++fetches;
      op::HttpFetchResponse answer;
      answer.status = status;
      answer.body = body;
      return answer;
    });
  }
};

// Takes one connection, reads what comes and hangs up without a word.
class HangsUp {
 public:
  HangsUp() : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(listener_, raw, size), 0);
    EXPECT_EQ(::listen(listener_, 1), 0);
    EXPECT_EQ(::getsockname(listener_, raw, &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] {
      const int peer = ::accept(listener_, nullptr, nullptr);
      std::array<char, 4096> block{};
      EXPECT_GT(::recv(peer, block.data(), block.size(), 0), 0);
      ::close(peer);
    });
  }
  ~HangsUp() {
    thread_.join();
    ::close(listener_);
  }
  HangsUp(const HangsUp&) = delete;
  HangsUp& operator=(const HangsUp&) = delete;

  std::string url() const {
    return "http://127.0.0.1:" + std::to_string(port_) + "/cgi-bin/sendsms";
  }

 private:
  int listener_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

TEST_F(SmsGatewayTest, WaitsWhileKannelIsDownAndSendsOnceItIsBackAndNothingTwice) {
  Kannel kannel(folder_);
  load(gateway_settings(kannel.url()));
  host.allow(person, "marketing");
  kannel.stop();

  const auto first = send("One", person);
  const auto second = send("Two", person);

  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->output["state"], "waiting");
  EXPECT_NE(first->message.find("cannot connect"), std::string::npos) << first->message;
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(second->output["state"], "waiting");
  EXPECT_EQ(fetches, 1) << "the second waits for the next try";
  ASSERT_EQ(host.timeline().size(), 2U);
  for (const auto& entry : host.timeline()) EXPECT_EQ(entry.state, "waiting");
  EXPECT_NE(health().find("cannot connect"), std::string::npos) << health();
  ASSERT_EQ(host.jobs().size(), 1U) << "the next try has its time";
  EXPECT_EQ(host.jobs()[0].job, "due");

  kannel.start();
  EXPECT_TRUE(eventually([&] {
    run_due();
    return kannel.delivered().size() == 2;
  })) << health();
  run_due();

  EXPECT_EQ(kannel.delivered().size(), 2U);
  ASSERT_EQ(host.timeline().size(), 2U) << "one entry each, whatever its states";
  for (const auto& entry : host.timeline()) {
    EXPECT_EQ(entry.state, "queued");
    EXPECT_EQ(entry.body.find("cannot connect"), std::string::npos) << "the reason is over";
  }
  EXPECT_EQ(health(), "");
}

TEST_F(SmsGatewayTest, TriesAgainWhenTheGatewaySaysLaterAlsoAfterARestart) {
  load(gateway_settings("http://gateway:13013/cgi-bin/sendsms"));
  host.allow(person, "marketing");
  answer_with(503, "Temporal failure, try again later.");
  ASSERT_TRUE(send("Hello", person));
  EXPECT_EQ(state_of_first(), "waiting");
  EXPECT_NE(health().find("Temporal failure"), std::string::npos) << health();
  EXPECT_TRUE(host.notices().empty()) << "nobody is asked about what surely did not leave";

  answer_with(202, "0: Accepted for delivery");
  load(gateway_settings("http://gateway:13013/cgi-bin/sendsms"));
  EXPECT_EQ(host.jobs().size(), 2U) << "it goes on by itself";
  run_due();

  EXPECT_EQ(state_of_first(), "queued");
  EXPECT_EQ(fetches, 2);
  run_due();
  EXPECT_EQ(fetches, 2);
}

TEST_F(SmsGatewayTest, ACampaignWaitsForTheGatewayAndGoesOutOnceToEach) {
  load(gateway_settings("http://gateway:13013/cgi-bin/sendsms"));
  for (int i = 0; i < 20; ++i)
    host.allow(add_person("+467000000" + std::to_string(10 + i)), "marketing");
  answer_with(503, "");

  const auto done = act("sms.segment", "", "", {{"text", "News"}});

  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->output["sent"], 20);
  EXPECT_EQ(done->output["failed"], 0);
  EXPECT_EQ(fetches, 1) << "one asks for all";
  answer_with(202, "");
  fetches = 0;
  EXPECT_TRUE(eventually([&] {
    run_due();
    return fetches == 20;
  }));
  run_due();
  EXPECT_EQ(fetches, 20);
}

TEST_F(SmsGatewayTest, ARefusalOfOneMessageLetsTheOthersGo) {
  load(gateway_settings("http://gateway:13013/cgi-bin/sendsms"));
  host.allow(person, "marketing");
  answer_with(503, "");
  ASSERT_TRUE(send("One", person));
  answer_with(403, "Number of messages is over");
  ASSERT_TRUE(eventually([&] {
    run_due();
    return state_of_first() == "failed";
  })) << state_of_first();
  EXPECT_EQ(health(), "");

  answer_with(202, "");
  const auto next = send("Two", person);

  ASSERT_TRUE(next) << next.error().message;
  EXPECT_EQ(next->output["state"], "queued");
}

TEST_F(SmsGatewayTest, IsNotSureWhenTheConnectionBreaksAfterTheRequestAndDoesNotSendAgain) {
  HangsUp gateway;
  load(gateway_settings(gateway.url()));
  host.allow(person, "marketing");

  const auto sent = send("Hello", person);

  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_EQ(sent->output["state"], "uncertain");
  EXPECT_EQ(state_of_first(), "uncertain");
  ASSERT_EQ(host.notices().size(), 1U);
  EXPECT_EQ(host.notices()[0].user, "user-1");
  run_due();
  EXPECT_EQ(fetches, 1);
}

TEST_F(SmsGatewayTest, OneMessageIsUncertainWhenTheGatewayHangsAndTheOthersWait) {
  load(gateway_settings("http://gateway:13013/cgi-bin/sendsms"));
  host.allow(person, "marketing");
  host.on<op::HttpFetch>([this](const auto&) -> Result<op::HttpFetchResponse> {
    ++fetches;
    return Error{ErrorCode::unavailable, "deadline passed"};
  });

  const auto sent = send("Hello", person);
  const auto other = send("Hello again", person);

  ASSERT_TRUE(sent && other);
  EXPECT_EQ(sent->output["state"], "uncertain");
  EXPECT_EQ(other->output["state"], "waiting");
  EXPECT_EQ(fetches, 1);
}

}  // namespace
}  // namespace kontor::testing
