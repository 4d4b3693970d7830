#include <ostream>
#include <string_view>

#include "tests/hostile/hostile.hpp"

namespace kontor::runtime {
namespace {

constexpr const char* kNotFound = "250";  // The plugin's own word: it has done nothing.
constexpr const char* kInTime = "within 400 ms and was killed";
constexpr const char* kNonsense = "wrote to its channel what is no message";

// What a plugin does to the memory it shares with the host, and what the host says of it.
struct Forgery {
  const char* mischief;
  const char* cause;
};
void PrintTo(const Forgery& forgery, std::ostream* out) { *out << forgery.mischief; }

class MischiefInTheMailbox : public WithNeighbour, public ::testing::WithParamInterface<Forgery> {
 protected:
  void SetUp() override {
    WithNeighbour::SetUp();
    auto options = hostile(GetParam().mischief);
    if (GetParam().cause != std::string_view(kNonsense)) options.call_deadline_ms = 400;
    auto started = PluginProcess::start(std::move(options), answer_nothing);
    ASSERT_TRUE(started) << started.error().message;
    plugin = std::move(*started);
  }
  std::unique_ptr<PluginProcess> plugin;
};

using FatalInTheMailbox = MischiefInTheMailbox;

TEST_P(FatalInTheMailbox, EndsThePluginWhichTheHostNames) {
  const auto answer = plugin->call("mischief", "");
  const auto next = answer ? plugin->call("result", "") : answer;

  ASSERT_FALSE(next) << *next;
  EXPECT_EQ(next.error().code, ErrorCode::unavailable);
  EXPECT_NE(next.error().message.find("test.hostile"), std::string::npos) << next.error().message;
  EXPECT_NE(next.error().message.find(GetParam().cause), std::string::npos) << next.error().message;
  EXPECT_FALSE(plugin->alive());
  EXPECT_EQ(*neighbour->call("echo", "mine"), "mine");
}

INSTANTIATE_TEST_SUITE_P(
    WhenAsked, FatalInTheMailbox,
    ::testing::Values(Forgery{"announces_too_much_in_the_mailbox", kNonsense},
                      Forgery{"puts_garbage_into_the_mailbox", kNonsense},
                      Forgery{"promises_a_descriptor_in_the_mailbox", kNonsense},
                      Forgery{"leaves_a_frame_unfinished_in_the_mailbox", kInTime},
                      Forgery{"rings_without_end_at_the_mailbox", kInTime}),
    [](const auto& test) { return std::string(test.param.mischief); });

using HarmlessInTheMailbox = MischiefInTheMailbox;

// Its own calls may get what it forged, or fail; nobody else's may, and no wait is endless.
TEST_P(HarmlessInTheMailbox, SpoilsItsOwnCallsOnly) {
  for (int call = 0; call < 20 && plugin->alive(); ++call) {
    const auto answer = plugin->call("mischief", "");
    EXPECT_TRUE(!answer || *answer != kNotFound);
    EXPECT_EQ(*neighbour->call("echo", "mine"), "mine");
  }
}

INSTANTIATE_TEST_SUITE_P(WhenAsked, HarmlessInTheMailbox,
                         ::testing::Values(Forgery{"forges_answers_in_the_mailbox", ""},
                                           Forgery{"lies_about_its_marks_in_the_mailbox", ""},
                                           Forgery{"scribbles_over_the_mailbox", ""}),
                         [](const auto& test) { return std::string(test.param.mischief); });

}  // namespace
}  // namespace kontor::runtime
