#include "tests/integration/host/rest_fixture.hpp"

namespace kontor::host {

namespace {

class RightsMatrixTest : public testing::RestTest {
 protected:
  static std::string filled(std::string path) {
    for (const auto& [name, value] : {std::pair{"{entity}", "person"}, std::pair{"{id}", "none"},
                                      std::pair{"{kind}", "user"}, std::pair{"{record}", "none"},
                                      std::pair{"{name}", "none"}, std::pair{"{user}", "none"}}) {
      const auto at = path.find(name);
      if (at != std::string::npos) path.replace(at, std::string_view(name).size(), value);
    }
    return path;
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, RightsMatrixTest, ::testing::Values(db::Dialect::sqlite),
                         testing::database_name);

TEST_P(RightsMatrixTest, NobodyUnknownPassesAnyRouteButLogin) {
  for (const http::Route& route : router_.routes()) {
    const auto answer = ask(route.method, filled(route.path));
    const bool open = route.path == "/api/v1/login";
    EXPECT_EQ(answer.status == 401, !open) << route.method << " " << route.path;
  }
}

TEST_P(RightsMatrixTest, AWrongTokenPassesNowhere) {
  for (const http::Route& route : router_.routes()) {
    if (route.path == "/api/v1/login") continue;
    EXPECT_EQ(
        ask(route.method, filled(route.path), "", {{"authorization", "Bearer kontor_x"}}).status,
        401);
    EXPECT_EQ(ask(route.method, filled(route.path), "", {{"authorization", "Basic eDp5"}}).status,
              401);
    EXPECT_EQ(ask(route.method, filled(route.path), "", {{"cookie", "kontor_session=x"}}).status,
              401);
  }
}

TEST_P(RightsMatrixTest, ATokenWithoutRightsReadsAndWritesNothing) {
  const auto headers = bearer({"audit.read"});
  const std::string fields = R"({"fields":{"name":"A"}})";

  EXPECT_EQ(ask("GET", "/api/v1/records/person", "", headers).status, 403);
  EXPECT_EQ(ask("POST", "/api/v1/records/person", fields, headers).status, 403);
  EXPECT_EQ(ask("PATCH", "/api/v1/records/person/x", fields, headers).status, 403);
  EXPECT_EQ(ask("DELETE", "/api/v1/records/person/x", "", headers).status, 403);
  EXPECT_EQ(ask("POST", "/api/v1/records/person/aggregate",
                R"({"measures":[{"function":"count"}]})", headers)
                .status,
            403);
  EXPECT_EQ(ask("POST", "/api/v1/reports/figures",
                R"({"of":"person","measures":[{"function":"count"}]})", headers)
                .status,
            403);
  EXPECT_EQ(ask("GET", "/api/v1/reports/x/figures", "", headers).status, 403);
  EXPECT_EQ(ask("GET", "/api/v1/records/person/x/timeline", "", headers).status, 403);
  EXPECT_EQ(ask("POST", "/api/v1/users",
                R"({"email":"x@y.example","name":"X","password":"long enough","roles":["reader"]})",
                headers)
                .status,
            403);
  EXPECT_EQ(ask("POST", "/api/v1/imports?entity=person", "", headers).status, 403);
  EXPECT_EQ(ask("GET", "/api/v1/imports/x", "", headers).status, 403);
  EXPECT_EQ(ask("GET", "/api/v1/entities", "", headers).body, R"({"entities":[]})");
}

TEST_P(RightsMatrixTest, EachRoleMayWhatItSays) {
  struct Line {
    const char* role;
    int read, create, add_user, import;
  };
  const std::string person = R"({"fields":{"name":"A"}})";
  const std::string user =
      R"({"email":"n@kontor.example","name":"N","password":"short","roles":["reader"]})";
  for (const Line& line : {Line{"administrator", 200, 201, 400, 404},
                           Line{"sales", 200, 201, 403, 404}, Line{"reader", 200, 403, 403, 403}}) {
    add_user(std::string(line.role) + "@kontor.example", line.role);
    const auto login =
        accounts_->login(std::string(line.role) + "@kontor.example", testing::kPassword);
    ASSERT_TRUE(login);
    const std::map<std::string, std::string> session = {
        {"cookie", "kontor_session=" + login->session_token}, {"x-kontor-csrf", login->csrf}};

    EXPECT_EQ(ask("GET", "/api/v1/records/person", "", session).status, line.read) << line.role;
    EXPECT_EQ(ask("POST", "/api/v1/records/person", person, session).status, line.create)
        << line.role;
    EXPECT_EQ(ask("POST", "/api/v1/users", user, session).status, line.add_user) << line.role;
    EXPECT_EQ(ask("GET", "/api/v1/imports/x", "", session).status, line.import) << line.role;
  }
}

TEST_P(RightsMatrixTest, ASessionWritesOnlyWithItsCsrfValue) {
  add_user("anna@kontor.example", "sales");
  const auto login = accounts_->login("anna@kontor.example", testing::kPassword);
  ASSERT_TRUE(login);
  const std::string cookie = "kontor_session=" + login->session_token;
  const std::string person = R"({"fields":{"name":"A"}})";

  EXPECT_EQ(ask("POST", "/api/v1/records/person", person, {{"cookie", cookie}}).status, 403);
  EXPECT_EQ(
      ask("POST", "/api/v1/records/person", person, {{"cookie", cookie}, {"x-kontor-csrf", "x"}})
          .status,
      403);
  EXPECT_EQ(ask("GET", "/api/v1/records/person", "", {{"cookie", cookie}}).status, 200);
}

}  // namespace

}  // namespace kontor::host
