#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "sdk/trace/call_tree.hpp"
#include "tests/integration/sdk_trace/small_host.hpp"

namespace kontor::trace {
namespace {

class RecordingTest : public SmallHost {};

const Call* find(const std::vector<std::unique_ptr<Call>>& calls, const std::string& operation) {
  const auto found =
      std::ranges::find(calls, operation, [](const auto& call) { return call->operation; });
  return found == calls.end() ? nullptr : found->get();
}

TEST_F(RecordingTest, KnowsWhichCallWasMadeForWhich) {
  const Trace trace = record([this] { ASSERT_TRUE(act("trace.outer")); });

  const CallTree tree = call_tree(trace);
  const Call* outer = find(tree.calls, "action.run/1");
  ASSERT_NE(outer, nullptr);
  const Call* asked = find(outer->inside, "storage.get/1");
  ASSERT_NE(asked, nullptr);
  const Call* inner = find(asked->inside, "action.run/1");
  ASSERT_NE(inner, nullptr);
  EXPECT_NE(find(inner->inside, "storage.put/1"), nullptr);
  EXPECT_EQ(trace.records.back().kind, Kind::end);
}

TEST_F(RecordingTest, HoldsTheLogAndTheTimeThePluginSaw) {
  const Trace trace = record([this] {
    ASSERT_TRUE(act("trace.count"));
    ASSERT_TRUE(act("trace.moment"));
  });

  const auto holds = [&trace](auto test) { return std::ranges::any_of(trace.records, test); };
  EXPECT_TRUE(
      holds([](const Record& one) { return one.kind == Kind::log_line && one.text == "counted"; }));
  EXPECT_TRUE(holds([](const Record& one) { return one.operation == "trace.clock/1"; }));
  EXPECT_TRUE(holds([](const Record& one) { return one.operation == "trace.random/1"; }));
}

TEST_F(RecordingTest, HoldsNoSecretAlsoWhereThePluginPassesItOn) {
  const Trace trace = record([this] { ASSERT_TRUE(act("trace.secret")); });

  EXPECT_EQ(stored["login"], "Bearer very secret");
  for (const Record& one : trace.records)
    EXPECT_EQ(one.text.find("very secret"), std::string::npos) << one.operation;
}

TEST_F(RecordingTest, HoldsTheBytesOfEachConnectionInTheirOrder) {
  const Trace trace = record([this] { ASSERT_TRUE(act("trace.talk")); });

  const CallTree tree = call_tree(trace);
  const Call* connect = find(find(tree.calls, "action.run/1")->inside, "net.connect/1");
  ASSERT_NE(connect, nullptr);
  std::string passed;
  for (const Piece& piece : connect->pieces)
    passed += (piece.to_plugin ? "<" : ">") + (piece.bytes.empty() ? "\n" : piece.bytes);
  EXPECT_TRUE(passed.starts_with(">question 1\n<answer to question 1\n>question 2\n")) << passed;
  EXPECT_NE(passed.find("<answer to question 3\n>\n"), std::string::npos) << passed;
}

TEST_F(RecordingTest, SurvivesKillOfTheRecordingHost) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    record([this] {
      for (int round = 0; round < 10; ++round)
        if (!act("trace.count")) ::_exit(1);
      ::kill(::getpid(), SIGKILL);
    });
    ::_exit(1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));

  const auto trace = read_trace(file());

  ASSERT_TRUE(trace) << trace.error().message;
  const auto answers = std::ranges::count_if(trace->records, [](const Record& one) {
    return one.kind == Kind::answer_of_plugin && one.text.find("count") != std::string::npos;
  });
  EXPECT_EQ(answers, 10);
}

}  // namespace
}  // namespace kontor::trace
