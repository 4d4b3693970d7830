#include "tests/integration/host/rest_fixture.hpp"

namespace kontor::host {

namespace {

class BadWorkInputTest : public testing::RestTest {
 protected:
  BadWorkInputTest() : everything_(bearer({"*"})) {}
  http::Response send(const std::string& method, const std::string& target, const Json& body) {
    return ask(method, target, body.is_null() ? std::string() : to_text(body), everything_);
  }
  int status(const std::string& method, const std::string& target, const Json& body = nullptr) {
    return send(method, target, body).status;
  }
  static Json field(const Json& more) {
    Json json{{"name", "x_colour"}, {"type", "text"}, {"labels", {{"en", "Colour"}}}};
    json.update(more);
    return json;
  }
  std::map<std::string, std::string> everything_;
};
INSTANTIATE_TEST_SUITE_P(Databases, BadWorkInputTest, testing::both_databases(),
                         testing::database_name);

TEST_P(BadWorkInputTest, InDefinitions) {
  const std::string fields = "/api/v1/definitions/person/fields";
  for (const Json& wrong :
       {field({{"name", "colour"}}), field({{"name", "x_UPPER"}}), field({{"name", "x\"; DROP"}}),
        field({{"type", "blob"}}), field({{"labels", "Colour"}}),
        field({{"labels", {{"xyz", "C"}}}}), field({{"required", "yes"}}), field({{"more", 1}}),
        field({{"default", 7}}), field({{"retention_days", 0}}),
        field({{"personal_data", "secret"}}), field({{"choices", {{{"value", "a"}}}}}),
        Json::array(), Json::object()}) {
    EXPECT_EQ(status("POST", fields, wrong), 400) << wrong;
  }
  EXPECT_EQ(status("POST", "/api/v1/definitions/unicorn/fields", field({{"type", "text"}})), 404);
  EXPECT_EQ(status("POST", "/api/v1/definitions/stage_change/fields", field({{"type", "text"}})),
            400);
  EXPECT_EQ(status("POST", fields, field({{"type", "text"}})), 201);
  EXPECT_EQ(status("POST", fields, field({{"type", "text"}})), 409);
  EXPECT_EQ(status("PATCH", fields + "/nothing", {{"hidden", true}}), 404);
  EXPECT_EQ(status("PATCH", fields + "/name", {{"hidden", true}}), 400);
  EXPECT_EQ(status("PATCH", fields + "/name", {{"type", "number"}}), 400);
  EXPECT_EQ(status("PATCH", fields + "/income", {{"purpose", "credit"}}), 400);
  EXPECT_EQ(status("DELETE", fields + "/name"), 404);
  EXPECT_EQ(status("DELETE", fields + "/x_colour?values=some"), 400);
  EXPECT_EQ(status("DELETE", fields + "/x_colour"), 200);
  EXPECT_EQ(status("POST", "/api/v1/definitions/person/pipelines",
                   {{"name", "p"}, {"stages", {{{"name", "a"}, {"probability", 1}}}}}),
            404);
  for (const Json& stages :
       {Json::array(), Json({{{"name", "won"}, {"probability", 1}}}),
        Json({{{"name", "a"}, {"probability", 101}}}),
        Json({{{"name", "a"}, {"probability", 1}}, {{"name", "a"}, {"probability", 1}}})}) {
    EXPECT_EQ(
        status("POST", "/api/v1/definitions/deal/pipelines", {{"name", "x_p"}, {"stages", stages}}),
        400)
        << stages;
  }
}

TEST_P(BadWorkInputTest, NobodyConfiguresWithoutTheRight) {
  everything_ = bearer({"records:read", "records:write"});

  EXPECT_EQ(status("GET", "/api/v1/definitions"), 403);
  EXPECT_EQ(status("POST", "/api/v1/definitions/person/fields", field({{"type", "text"}})), 403);
  EXPECT_EQ(status("PATCH", "/api/v1/definitions/person", {{"hidden", true}}), 403);
  EXPECT_EQ(status("PUT", "/api/v1/settings/service-levels", Json::object()), 403);
  EXPECT_EQ(status("GET", "/api/v1/settings/service-levels"), 200);
  EXPECT_EQ(status("GET", "/api/v1/definitions/schema"), 200);
}

TEST_P(BadWorkInputTest, InFiltersOfEveryKind) {
  Json deep{{"field", "name"}, {"op", "eq"}, {"value", "x"}};
  for (int i = 0; i < 25; ++i) deep = Json{{"not", deep}};
  Json many = Json::array();
  for (int i = 0; i < 1000; ++i) many.push_back({{"field", "name"}, {"op", "eq"}, {"value", "x"}});
  const Json unknown{{"field", "password_hash"}, {"op", "eq"}, {"value", "x"}};

  for (const Json& filter : {deep, many, unknown, Json(7), Json("x")}) {
    const Json aggregate{{"filter", filter}, {"measures", {{{"function", "count"}}}}};
    EXPECT_EQ(status("POST", "/api/v1/records/person/aggregate", aggregate), 400);
    EXPECT_EQ(
        status("POST", "/api/v1/records/person/bulk", {{"action", "delete"}, {"filter", filter}}),
        400);
  }
}

TEST_P(BadWorkInputTest, InMergesConversionsAndBulkChanges) {
  const Record anna = make("person", {{"name", "Anna"}});
  const std::string merge = "/api/v1/records/person/" + anna.id + "/merge";
  EXPECT_EQ(status("POST", merge, {{"others", {anna.id}}}), 400);
  EXPECT_EQ(status("POST", merge, {{"others", {"nobody"}}}), 404);
  EXPECT_EQ(status("POST", merge, {{"others", "x"}}), 400);
  EXPECT_EQ(status("POST", merge, {{"others", {1}}}), 400);
  EXPECT_EQ(status("POST", "/api/v1/records/person/x/restore"), 404);
  EXPECT_EQ(status("POST", "/api/v1/records/lead/x/convert", Json::object()), 404);
  EXPECT_EQ(status("POST", "/api/v1/records/lead/x/convert", {{"deal", 7}}), 400);
  const std::string bulk = "/api/v1/records/person/bulk";
  EXPECT_EQ(status("POST", bulk, {{"action", "explode"}, {"filter", Json::array()}}), 400);
  EXPECT_EQ(status("POST", bulk, {{"action", "delete"}, {"filter", Json::array()}}), 400);
  EXPECT_EQ(status("GET", "/api/v1/bulk/x"), 404);
  EXPECT_EQ(status("DELETE", "/api/v1/bulk/x"), 404);
}

TEST_P(BadWorkInputTest, InFiguresNoticesAndServiceLevels) {
  EXPECT_EQ(status("GET", "/api/v1/forecast"), 400);
  EXPECT_EQ(status("GET", "/api/v1/forecast?from=2026-01-01&until=never"), 400);
  EXPECT_EQ(status("GET", "/api/v1/forecast?from=2026-01-01&until=2026-12-31"), 200);
  EXPECT_EQ(status("GET", "/api/v1/records/deal/x/purchases"), 404);
  EXPECT_EQ(status("GET", "/api/v1/records/person/x/purchases"), 404);
  EXPECT_EQ(status("GET", "/api/v1/notices?limit=0"), 400);
  EXPECT_EQ(status("POST", "/api/v1/notices/x/read"), 404);
  const std::string levels = "/api/v1/settings/service-levels";
  for (const Json& wrong :
       {Json{{"hours", {{"time_zone", "Nowhere"}}}}, Json{{"hours", 7}},
        Json{{"levels", {{"x", 1}}}}, Json{{"levels", {{"normal", 1}}}}, Json{{"more", 1}},
        Json{{"levels", {{"normal", {{"response_minutes", 0}, {"resolution_minutes", 1}}}}}}}) {
    EXPECT_EQ(status("PUT", levels, wrong), 400) << wrong;
  }
  const Json usual = Json::parse(send("GET", levels, nullptr).body);
  EXPECT_EQ(status("PUT", levels, usual), 200);
  EXPECT_EQ(Json::parse(send("GET", levels, nullptr).body), usual);
}

}  // namespace

}  // namespace kontor::host
