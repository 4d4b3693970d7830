#include <gtest/gtest.h>

#include <cstdlib>

#include "base/core/files.hpp"
#include "base/http/client.hpp"
#include "tests/integration/host/running_host.hpp"
#include "tests/support/either_database.hpp"

// The OpenAPI document of a running host: linted by Redocly, and obeyed whatever one sends (ajv
// checks every answer). Ours asks; both readers of the document are foreign.
namespace kontor::host {

namespace {

class OpenApiTest : public ::testing::TestWithParam<db::Dialect> {
 protected:
  OpenApiTest() {
    host_.start();
    url_ = "http://127.0.0.1:" + std::to_string(host_.port());
  }

  // Runs a script of this folder; what it printed is the failure's message.
  ::testing::AssertionResult runs(const std::string& script, const std::string& arguments = {}) {
    const std::string folder =
        std::string(std::getenv("KONTOR_SOURCE")) + "/tests/integration/openapi/";
    const auto output = host_.folder() / "output";
    const int status = std::system(("node " + folder + script + " " + url_ + " " + arguments +
                                    " >" + output.string() + " 2>&1")
                                       .c_str());
    const auto said = read_file(output, std::size_t{4} << 20);
    if (status == 0) return ::testing::AssertionSuccess() << (said ? *said : "");
    return ::testing::AssertionFailure() << (said ? *said : "no output");
  }

  http::Headers signed_in_as(const std::string& role) {
    const std::string email = role + "@openapi.example";
    const Json login{{"email", email}, {"password", "correct horse battery"}};
    Json user = login;
    user["name"] = role;
    user["roles"] = {role};
    EXPECT_TRUE(host_.call("POST", "/api/v1/users", user));
    const auto client = http::Client::create(url_).value();
    const auto answer = client->send("POST", "/api/v1/login",
                                     {{"content-type", "application/json"}}, to_text(login));
    EXPECT_TRUE(answer && answer->status == 200);
    const std::string cookie = answer->headers.at("set-cookie");
    return {{"cookie", cookie.substr(0, cookie.find(';'))},
            {"x-kontor-csrf", Json::parse(answer->body).at("csrf").get<std::string>()}};
  }

  testing::RunningHost host_{GetParam()};
  std::string url_;
};

INSTANTIATE_TEST_SUITE_P(Databases, OpenApiTest, testing::both_databases(), testing::database_name);

TEST_P(OpenApiTest, TheDocumentPassesRedoclysRules) { EXPECT_TRUE(runs("lint.mjs")); }

TEST_P(OpenApiTest, EveryOperationSaysWhatItAnswers) { EXPECT_TRUE(runs("described.mjs")); }

TEST_P(OpenApiTest, NoRouteBreaksItsWordToAnyRoleWhateverIsSent) {
  ASSERT_TRUE(host_.call("PUT", "/api/v1/roles/nothing", {{"rights", Json::object()}}));
  Json roles{{"nobody", Json::object()}};
  for (const char* role : {"nothing", "reader", "sales", "administrator"})
    roles[role] = signed_in_as(role);
  const auto file = host_.folder() / "roles.json";
  ASSERT_TRUE(write_file(file, to_text(roles), FileMode::secret));
  for (const char* entity : {"person", "deal"}) {
    const char* title = std::string(entity) == "deal" ? "title" : "name";
    ASSERT_TRUE(host_.call("POST", "/api/v1/records/" + std::string(entity),
                           {{"fields", {{title, "Anna"}}}}));
  }

  EXPECT_TRUE(runs("fuzz.mjs", file.string() + " 20261122 3"));

  EXPECT_EQ(host_.stop(), 0) << host_.output();
}

}  // namespace

}  // namespace kontor::host
