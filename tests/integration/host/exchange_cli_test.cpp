#include <gtest/gtest.h>

#include "base/core/files.hpp"
#include "tests/integration/host/running_host.hpp"

// `kontor import` and `kontor export` against a running host.
namespace kontor::host {

namespace {

class ExchangeCliTest : public ::testing::Test {
 protected:
  ExchangeCliTest() {
    host_.start();
    const auto token = host_.call("POST", "/api/v1/tokens", {{"name", "cli"}, {"scopes", {"*"}}});
    EXPECT_TRUE(token) << token.error().message;
    EXPECT_TRUE(
        write_file(place("token"), (*token)["token"].get<std::string>() + "\n", FileMode::secret));
  }
  std::filesystem::path place(const std::string& name) const { return host_.folder() / name; }
  testing::Outcome asked(const std::string& program, testing::Arguments arguments) {
    arguments.insert(arguments.end(), {"--host", "http://127.0.0.1:" + std::to_string(host_.port()),
                                       "--token-file", place("token").string()});
    return testing::run(program, arguments);
  }

  testing::RunningHost host_;
};

TEST_F(ExchangeCliTest, AFileIsTriedImportedExportedAndTakenBack) {
  const auto file = place("people.csv");
  ASSERT_TRUE(write_file(file, "Name;E-mail\nAnna;anna@a.example\nBo;not an address\n"));

  const auto tried = asked("kontor-import", {"run", file.string(), "--dry-run"});
  const auto done = asked("kontor-import", {"run", file.string()});
  const auto exported = asked("kontor-export", {"person", place("out.csv").string()});

  EXPECT_EQ(tried.status, 0) << tried.output;
  EXPECT_NE(tried.output.find("row 3, column E-mail: email: not an e-mail address"),
            std::string::npos)
      << tried.output;
  EXPECT_EQ(done.status, 0) << done.output;
  EXPECT_NE(done.output.find("1 created"), std::string::npos) << done.output;
  EXPECT_EQ(exported.status, 0) << exported.output;
  const auto text = read_file(place("out.csv"), 100'000);
  ASSERT_TRUE(text);
  EXPECT_NE(text->find("anna@a.example"), std::string::npos);

  const auto latest = host_.call("GET", "/api/v1/imports");
  ASSERT_TRUE(latest);
  const std::string id = (*latest)["imports"][0]["id"];
  const auto undone = asked("kontor-import", {"undo", id});
  EXPECT_EQ(undone.status, 0) << undone.output;
  EXPECT_NE(undone.output.find("undone: 1 taken back, 0 kept"), std::string::npos) << undone.output;
  // A file that is there is not written over.
  EXPECT_EQ(asked("kontor-export", {"person", place("out.csv").string()}).status, 1);
  EXPECT_EQ(asked("kontor-export", {"unicorn", place("none.csv").string()}).status, 1);
}

}  // namespace

}  // namespace kontor::host
