#include "tests/integration/host/rest_fixture.hpp"

namespace kontor::host {

namespace {

class BadInputTest : public testing::RestTest {
 protected:
  BadInputTest() : everything_(bearer({"*"})) {}
  int status(const std::string& method, const std::string& target, const std::string& body = {}) {
    const auto answer = ask(method, target, body, everything_);
    if (answer.status >= 400) {
      EXPECT_NE(answer.headers.at("content-type").find("problem+json"), std::string::npos)
          << target;
    }
    return answer.status;
  }
  std::map<std::string, std::string> everything_;
};
INSTANTIATE_TEST_SUITE_P(Databases, BadInputTest, testing::both_databases(),
                         testing::database_name);

TEST_P(BadInputTest, IsRefusedWithAProblemAndNeverA500) {
  const std::string records = "/api/v1/records/person";
  for (const char* body : {"{", "[]", "null", "{\"fields\":[]}", "{\"fields\":{},\"more\":1}",
                           "{\"fields\":{\"nothing\":1}}", "{\"fields\":{\"name\":{}}}",
                           "{\"fields\":{\"name\":\"a\\u0000b\"}}", "{\"fields\":{\"id\":\"x\"}}",
                           "{\"fields\":{\"name\":1,\"name\":2}}",
                           "{\"fields\":{\"phone_flag\":\"short\"}}", "\xFF\xFE"}) {
    EXPECT_EQ(status("POST", records, body), 400) << body;
  }
  EXPECT_EQ(status("POST", "/api/v1/records/unicorn", "{\"fields\":{}}"), 404);
  EXPECT_EQ(status("GET", records + "/%00"), 404);
  EXPECT_EQ(status("GET", records + "/' OR 1=1"), 404);
  EXPECT_EQ(status("GET", records + "/nobody"), 404);
  EXPECT_EQ(status("PUT", records, "{}"), 405);
  EXPECT_EQ(status("GET", "/api/v1/nowhere"), 404);
}

TEST_P(BadInputTest, InQueriesToo) {
  const std::string records = "/api/v1/records/person";
  for (const char* query : {"?limit=0", "?limit=501", "?limit=ten", "?limit=-1", "?cursor=%7B",
                            "?sort=nothing", "?sort=-", "?filter=x", "?filter=%7B%7D",
                            "?filter=%5B1%5D", "?unknown=1", "?q=%00", "?q=%FF",
                            "?filter=%5B%7B%22field%22%3A%22name%22%2C%22op%22%3A%22eq%22%2C%"
                            "22value%22%3A%22%5Cu0000%22%7D%5D"}) {
    EXPECT_EQ(status("GET", records + query), 400) << query;
  }
  EXPECT_EQ(status("GET", records + "?q=" + std::string(300, 'a')), 400);
  EXPECT_EQ(status("GET", records + "?q=%22%20OR%20*"), 200);
}

TEST_P(BadInputTest, VersionsAndKeysAreChecked) {
  const Record person = make("person", {{"name", "Anna"}});
  const std::string target = "/api/v1/records/person/" + person.id;
  const auto patch = [&](const std::string& match) {
    auto headers = everything_;
    headers["if-match"] = match;
    return ask("PATCH", target, R"({"fields":{"role":"Chief"}})", headers).status;
  };

  EXPECT_EQ(patch("nonsense"), 400);
  EXPECT_EQ(patch("\"7\""), 412);
  EXPECT_EQ(patch("\"1\""), 200);
  auto headers = everything_;
  headers["idempotency-key"] = std::string(500, 'k');
  EXPECT_EQ(ask("POST", "/api/v1/records/person", "{\"fields\":{\"name\":\"A\"}}", headers).status,
            400);
}

TEST_P(BadInputTest, InImportOptions) {
  const auto received = folder_ / "received";
  const auto submit = [&](const std::string& query) {
    std::ofstream(received) << "Name\nAnna\n";
    http::Request request;
    request.method = "POST";
    request.target = "/api/v1/imports?" + query;
    request.headers["authorization"] = everything_.at("authorization");
    request.body_file = received;
    return router_.dispatch(request).status;
  };

  EXPECT_EQ(submit("entity=unicorn"), 404);
  EXPECT_EQ(submit("entity=stage_change&mapping=x"), 400);
  EXPECT_EQ(submit("entity=person&duplicates=join"), 400);
  EXPECT_EQ(submit("entity=person&encoding=EBCDIC"), 400);
  EXPECT_EQ(submit("entity=person&delimiter=ab"), 400);
  EXPECT_EQ(submit("entity=person&mapping=%7B%22Name%22%3A%22nothing%22%7D"), 400);
  EXPECT_EQ(submit("entity=person&currency=e"), 400);
  EXPECT_EQ(submit("entity=person"), 202);
  EXPECT_EQ(status("GET", "/api/v1/imports/x/rows?cursor=y"), 400);
}

TEST_P(BadInputTest, InAggregates) {
  for (const char* body :
       {"{}", "{\"measures\":[]}", "{\"measures\":[1]}", "{\"measures\":[{\"function\":\"x\"}]}",
        "{\"measures\":[{\"function\":\"sum\",\"field\":\"name\"}]}",
        "{\"measures\":[{\"function\":\"count\"}],\"group_by\":[1]}",
        "{\"measures\":[{\"function\":\"count\"}],\"group_by\":[\"name:month\"]}"}) {
    EXPECT_EQ(status("POST", "/api/v1/records/person/aggregate", body), 400) << body;
  }
}

TEST_P(BadInputTest, R16InReports) {
  for (const char* body :
       {"{}", "[]", R"({"of":"lead"})", R"({"of":"lead","measures":[]})",
        R"({"of":"lead","measures":[{"function":"count","x":1}]})",
        R"({"of":"lead","measures":[{"function":"count"}],"groups":["source","stage","owner"]})",
        R"({"of":"lead","measures":[{"function":"count"}],"groups":[{}]})",
        R"({"of":"lead","measures":[{"function":"count"}],"filter":[{"field":"x"}]})",
        R"({"of":"lead","measures":[{"function":"count"}],"period":"ever"})",
        R"({"of":"lead","measures":[{"function":"count"}],"sort":"source"})"}) {
    EXPECT_EQ(status("POST", "/api/v1/reports/figures", body), 400) << body;
  }
  const std::string fine = R"({"of":"lead","measures":[{"function":"count"}]})";
  EXPECT_EQ(status("POST", "/api/v1/reports/figures", fine), 200);
  EXPECT_EQ(status("POST", "/api/v1/reports/figures",
                   R"({"of":"unicorn","measures":[{"function":"count"}]})"),
            404);
  EXPECT_EQ(status("GET", "/api/v1/reports/none/figures"), 404);
  EXPECT_EQ(status("GET", "/api/v1/reports/%27%20OR%201=1/figures"), 404);
}

}  // namespace

}  // namespace kontor::host
