#include "sdk/runtime/channel.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <thread>

namespace kontor::runtime {
namespace {

enum class Memory { none, shared };

// Two channels in one process: `host` calls, a thread serves what comes to `runner`.
class ChannelTest : public ::testing::TestWithParam<Memory> {
 protected:
  ChannelTest() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    raw_runner_end = ends[1];
    host = std::make_unique<Channel>(
        Descriptor(ends[0]), Channel::Descriptors::refuse,
        Channel::Handlers{
            .serve = [this](const PeerCall& call) { return answer(call); },
            .on_log = [this](std::int32_t, const std::string& text) { logged += text + ";"; }});
    runner = std::make_unique<Channel>(
        Descriptor(ends[1]), Channel::Descriptors::accept,
        Channel::Handlers{.serve = [this](const PeerCall& call) { return serve(call); }});
    if (GetParam() == Memory::shared) host->share_memory();
    for (int thread = 0; thread < 3; ++thread)
      servers.emplace_back([this] {
        while (const auto call = runner->next_call()) runner->run(*call, Channel::Nesting::inside);
      });
  }
  ~ChannelTest() override {
    host->send_quit();
    for (std::thread& server : servers) server.join();
  }

  // The runner's side: "ask" asks the host before it answers.
  Answer serve(const PeerCall& call) {
    if (call.operation == "log") {
      for (int line = 0; line < 5; ++line) runner->send_log(1, std::to_string(line));
      return {0, "logged"};
    }
    if (call.operation != "ask") return {7, call.request};
    Answer answered;
    const auto end = runner->call("question", call.request, Channel::kForever, answered);
    return {end == CallEnd::answered ? 0 : 1, answered.text};
  }
  Answer answer(const PeerCall& call) { return {0, "host says " + call.request}; }

  CallEnd call(const std::string& operation, const std::string& request, Answer& into) {
    return host->call(operation, request,
                      std::chrono::steady_clock::now() + std::chrono::seconds(20), into);
  }

  int raw_runner_end = -1;
  std::string logged;
  std::unique_ptr<Channel> host;
  std::unique_ptr<Channel> runner;
  std::vector<std::thread> servers;
};

TEST_P(ChannelTest, CarriesCallsOfEverySizeFromManyThreads) {
  std::vector<std::thread> callers;
  for (int number = 0; number < 4; ++number)
    callers.emplace_back([this, number] {
      for (int turn = 0; turn < 60; ++turn) {
        const std::string text(static_cast<std::size_t>(1) << (turn % 20),
                               static_cast<char>('a' + number));
        Answer echoed;
        ASSERT_EQ(call("echo", text, echoed), CallEnd::answered);
        EXPECT_EQ(echoed.status, 7);
        EXPECT_TRUE(echoed.text == text);
        Answer asked;
        ASSERT_EQ(call("ask", "x", asked), CallEnd::answered);
        EXPECT_EQ(asked.text, "host says x");
      }
    });
  for (std::thread& caller : callers) caller.join();
}

TEST_P(ChannelTest, KeepsLinesOfTheLogBeforeTheAnswerThatFollowsThem) {
  for (int turn = 0; turn < 50; ++turn) {
    logged.clear();
    Answer answered;
    ASSERT_EQ(call("log", "", answered), CallEnd::answered);
    ASSERT_EQ(logged, "0;1;2;3;4;");
  }
}

TEST_P(ChannelTest, EndsAWaitAtItsDeadlineAndWhenItIsClosed) {
  Answer answered;
  EXPECT_EQ(
      host->call("echo", "x", std::chrono::steady_clock::now() - std::chrono::seconds(1), answered),
      CallEnd::deadline);

  host->close();
  EXPECT_EQ(call("echo", "x", answered), CallEnd::closed);
  runner->close();
}

TEST_P(ChannelTest, ClosesWhenThePeerWritesWhatIsNoFrame) {
  const std::string garbage(1000, '\xee');
  ASSERT_EQ(::write(raw_runner_end, garbage.data(), garbage.size()),
            static_cast<ssize_t>(garbage.size()));
  Answer answered;

  // An answer that came first may still be read; the next look at the socket ends it.
  CallEnd end = CallEnd::answered;
  for (int turn = 0; turn < 1000 && end == CallEnd::answered; ++turn)
    end = call("large", std::string(kMailBytesMax, 'x'), answered);
  EXPECT_EQ(end, CallEnd::closed);
  runner->close();
}

INSTANTIATE_TEST_SUITE_P(Ways, ChannelTest, ::testing::Values(Memory::none, Memory::shared),
                         [](const auto& test) {
                           return test.param == Memory::none ? "socket" : "shared_memory";
                         });

}  // namespace
}  // namespace kontor::runtime
