#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/integration/sdk_cli/command_line.hpp"

namespace kontor::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class KontorRun : public ::testing::Test {
 protected:
  // Built once; each test has its own copy in p/.
  static void SetUpTestSuite() {
    origin = new TemporaryFolder;
    const Ended built = run(origin->path(),
                            "cp -r $KONTOR_SOURCE/sdk/examples/hello-cpp p && "
                            "rm p/CMakeLists.txt && $KONTOR build p --debug");
    ASSERT_EQ(built.status, 0) << built.output;
  }
  static void TearDownTestSuite() {
    delete origin;
    origin = nullptr;
  }
  void SetUp() override {
    ASSERT_EQ(shell("cp -r '" + origin->path().string() + "/p' p").status, 0);
  }
  Ended shell(const std::string& line) { return run(folder.path(), line); }
  // Says in the manifest that the plugin is sold, and that greeting needs a seat.
  void sell() {
    ASSERT_EQ(shell("sed -i 's/\"license\": { \"kind\": \"free\" }/\"license\": {\"kind\": "
                    "\"product\", \"product\": \"example.hello\"}/; "
                    "s/\"seat\": \"none\"/\"seat\": \"acting_user\"/' p/build/manifest.json")
                  .status,
              0);
  }
  static inline TemporaryFolder* origin = nullptr;
  TemporaryFolder folder;
};

TEST_F(KontorRun, ShowsWhatAContributionAsksLogsAndAnswers) {
  const Ended ended = shell("$KONTOR run p --action hello.greet --widget hello.count");

  EXPECT_EQ(ended.status, 0) << ended.output;
  EXPECT_THAT(ended.output,
              AllOf(HasSubstr("asks storage.put/1 {\"key\":\"greetings\",\"value\":1}"),
                    HasSubstr("log info: greeted a person"),
                    HasSubstr("\"message\":\"Hello, Anna!\""), HasSubstr("\"kind\":\"figure\"")));
}

TEST_F(KontorRun, ObeysThePrompt) {
  const Ended ended = shell(
      "printf 'list\\nhook person {\"first_name\":\"\",\"last_name\":\"\"}\\naktion x\\n"
      "action hello.gret\\ncall no.such/1 {}\\nadd person {\"first_name\":\"Bo\"}\\nquit\\n' | "
      "$KONTOR run p");

  EXPECT_EQ(ended.status, 0) << ended.output;
  EXPECT_THAT(ended.output,
              AllOf(HasSubstr("  hook person\n"), HasSubstr("A person needs a name."),
                    HasSubstr("did you mean action?"), HasSubstr("it has hello.greet"),
                    HasSubstr("does not handle no.such/1"), HasSubstr("added person-2")));
}

TEST_F(KontorRun, PlaysWhatALicenceDoes) {
  sell();
  const std::string greet = "$KONTOR run p --action hello.greet --license ";

  EXPECT_EQ(shell(greet + "licensed").status, 0);
  EXPECT_EQ(shell(greet + "trial").status, 0);
  EXPECT_THAT(shell(greet + "expired").output,
              HasSubstr("there is no valid one (--license expired"));
  EXPECT_THAT(shell(greet + "refused").output,
              HasSubstr("example.hello-cpp needs a licence for example.hello, and"));
  EXPECT_EQ(shell(greet + "refused").status, 1);
  EXPECT_THAT(shell(greet + "cheap").output, HasSubstr("--license takes licensed, trial"));
}

TEST_F(KontorRun, PlaysTheSeatAfterTheLast) {
  sell();
  const Ended ended = shell(
      "printf 'action hello.greet\\nas bo\\naction hello.greet\\nas user-1\\naction "
      "hello.greet\\n' "
      "| $KONTOR run p --license seats=1 > said; grep -c 'Hello, Anna' said; cat said");

  EXPECT_THAT(ended.output, HasSubstr("2\n"));
  EXPECT_THAT(ended.output, HasSubstr("no free seat for bo (1, held by user-1)"));
}

// As in the host: a job is nobody's in particular unless its payload names a user.
TEST_F(KontorRun, AsksForTheSeatOfTheUserAJobIsFor) {
  sell();
  const std::string edit =
      "import json; m = json.load(open('p/build/manifest.json')); "
      "m['contributes']['jobs'] = [{'name': 'hello.night', 'label': {'en': 'Night'}, "
      "'seat': 'target_user'}]; json.dump(m, open('p/build/manifest.json', 'w'))";
  ASSERT_EQ(shell("python3 -c \"" + edit + "\"").status, 0);

  const Ended ended = shell(
      "printf 'job hello.night {}\njob hello.night {\"user\":\"bo\"}\naction hello.greet\n' | "
      "$KONTOR run p --license seats=1");

  EXPECT_THAT(ended.output,
              AllOf(HasSubstr("job hello.night is not called: example.hello-cpp needs a seat of "
                              "the user this is for, and it is for nobody"),
                    HasSubstr("job.run/1"), HasSubstr("no free seat for user-1 (1, held by bo)")));
}

TEST_F(KontorRun, ReloadsWhenThePluginIsBuiltAnew) {
  // A pipe that stays open keeps the prompt waiting; the loop looks until the time is up.
  const Ended ended = shell(
      "mkfifo commands && { $KONTOR run p --watch < commands > said 2>&1 & } && exec 9> commands; "
      "until_said() { timeout 60 sh -c \"until grep -q '$1' said; do sleep 0.05; done\"; }; "
      "until_said 'hello-cpp 1.0.0 in the sandbox' && "
      "sed -i 's/\"1.0.0\", *$/\"1.1.0\",/' p/manifest.json && sed -i 's/Hello, /Hi, /' "
      "p/plugin.cpp "
      "&& $KONTOR build p > built 2>&1 && until_said 'hello-cpp 1.1.0 in the sandbox' && "
      "echo action hello.greet >&9 && until_said 'Hi, Anna'; R=$?; echo quit >&9; wait; "
      "cat said; exit $R");

  EXPECT_EQ(ended.status, 0) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("the build has changed, reloading"));
}

TEST_F(KontorRun, SaysWhatToDoWhenNothingIsBuilt) {
  EXPECT_THAT(shell("mkdir e; $KONTOR run e").output, HasSubstr("run: kontor build e"));
  EXPECT_THAT(shell("$KONTOR run p --settings nowhere.json").output, HasSubstr("nowhere.json"));
}

TEST_F(KontorRun, AttachesGdbToTheRunnerAndShowsTheSource) {
  const Ended ended = shell(
      "timeout 120 $KONTOR debug p --batch --action hello.greet --ex 'break Hello::greet' "
      "--ex continue --ex 'bt 2' --ex 'info source'");

  EXPECT_EQ(ended.status, 0) << ended.output;
  EXPECT_THAT(ended.output, AllOf(HasSubstr("sources: "), HasSubstr("Breakpoint 1, "),
                                  HasSubstr("/p/plugin.cpp"), HasSubstr("Hello, Anna!")));
  EXPECT_THAT(ended.output, Not(HasSubstr("no lines to show")));
}

TEST_F(KontorRun, AttachesGdbForAnOrdinaryUserToo) {
  // Whoever runs the tests without being root is one already.
  const bool root = ::geteuid() == 0;
  const Ended ended =
      shell(std::string("cp -r ${KONTOR%/bin/*} sdk && chmod a+rx . && cd p && ") +
            (root ? "chown -R 65534 . && " : "") + "HOME=$PWD timeout 120 " +
            (root ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : "") +
            "../sdk/bin/kontor debug . --batch --action hello.greet --ex 'break Hello::greet' "
            "--ex continue --ex 'bt 1'");

  EXPECT_EQ(ended.status, 0) << ended.output;
  EXPECT_THAT(ended.output, AllOf(HasSubstr("Breakpoint 1, "), HasSubstr("Hello, Anna!")));
}

TEST_F(KontorRun, SaysHowToGetGdb) {
  const Ended ended = shell("PATH=/nowhere $KONTOR debug p");

  EXPECT_EQ(ended.status, 1);
  EXPECT_THAT(ended.output, HasSubstr("sudo apt install gdb"));
}

}  // namespace
}  // namespace kontor::cli
