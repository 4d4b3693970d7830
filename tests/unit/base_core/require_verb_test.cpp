#include "base/cli/require_verb.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <vector>

namespace kontor::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class RequireVerbTest : public ::testing::Test {
 protected:
  RequireVerbTest() {
    require_verb(app_);
    app_.add_option("--token-file", token_)->required();
    app_.add_subcommand("erase", "Forget a person everywhere")->add_option("id", id_)->required();
    auto* const offline = app_.add_subcommand("offline", "Files somebody carries");
    offline->require_subcommand(1);
    offline->add_subcommand("import", "Take the answer");
  }
  // What standard error shows; the exit status must say that it failed.
  std::string complaint(std::vector<std::string> words) {
    std::ranges::reverse(words);
    try {
      app_.parse(words);
    } catch (const CLI::ParseError& error) {
      std::ostringstream out;
      std::ostringstream err;
      EXPECT_NE(app_.exit(error, out, err), 0);
      return err.str();
    }
    return "it was content";
  }

  // Where two verbs that share a variable put what these words say.
  static std::string data_of(const std::string& words) {
    CLI::App app("kontor keep", "kontor-keep");
    std::string data;
    require_verb(app);
    for (const char* verb : {"create", "restore"})
      app.add_subcommand(verb, verb)->add_option("--data", data)->envname("KONTOR_TEST_DATA");
    app.parse(words);
    return data;
  }

  CLI::App app_{"kontor privacy", "kontor-privacy"};
  std::string token_;
  std::string id_;
};

TEST_F(RequireVerbTest, AloneItShowsItsVerbs) {
  EXPECT_THAT(complaint({}), AllOf(HasSubstr("erase"), HasSubstr("Forget a person everywhere")));
}

TEST_F(RequireVerbTest, AGroupOfVerbsAloneShowsItsOwn) {
  EXPECT_THAT(complaint({"--token-file", "t", "offline"}),
              AllOf(HasSubstr("Take the answer"), Not(HasSubstr("Forget a person"))));
}

TEST_F(RequireVerbTest, AMistypedVerbIsNamedAndTheOthersShown) {
  EXPECT_THAT(complaint({"--token-file", "t", "eraze"}),
              AllOf(HasSubstr("There is no 'eraze' here"), HasSubstr("erase")));
}

TEST_F(RequireVerbTest, AMistakeInAVerbIsOneLine) {
  EXPECT_THAT(complaint({"--token-file", "t", "erase"}),
              AllOf(HasSubstr("id is required"), Not(HasSubstr("Files somebody carries"))));
}

TEST_F(RequireVerbTest, AFlagOfTheCalledVerbWinsOverTheEnvironmentOfTheOthers) {
  ::setenv("KONTOR_TEST_DATA", "live", /*overwrite=*/1);

  EXPECT_EQ(data_of("create --data new"), "new");
  EXPECT_EQ(data_of("restore --data new"), "new");
  EXPECT_EQ(data_of("create"), "live");
  ::unsetenv("KONTOR_TEST_DATA");
}

}  // namespace
}  // namespace kontor::cli
