#include <gtest/gtest.h>

#include "base/http/reference_page.hpp"
#include "base/http/router.hpp"
#include "base/http/server.hpp"

namespace kontor::http {
namespace {

TEST(OpenApi, DescribesEveryRoute) {
  Router router;
  add_operational_routes(router, "Test", [] { return ok(); });
  router.add(
      {.method = "PUT",
       .path = "/files/{folder}/{name...}",
       .auth = Auth("session", [](const Request&) -> Result<std::any> { return std::any{}; }),
       .handler = [](const Request&) -> Result<Response> { return Response{}; },
       .summary = "Keeps a file.",
       .body_schema = {{"type", "object"}},
       .query_names = {"mode"}});

  const Json document = openapi(router, "Test", "1");

  const Json& put = document["paths"]["/files/{folder}/{name}"]["put"];
  EXPECT_EQ(document["openapi"], "3.1.0");
  EXPECT_EQ(put["operationId"], "putFilesByFolderByName");
  EXPECT_EQ(put["parameters"].size(), 3U);
  EXPECT_EQ(put["security"], Json::parse(R"([{"session":[]}])"));
  EXPECT_EQ(put["requestBody"]["content"]["application/json"]["schema"]["type"], "object");
  EXPECT_TRUE(document["components"]["securitySchemes"].contains("session"));
  for (const Route& route : router.routes()) {
    EXPECT_FALSE(route.summary.empty());
  }
}

TEST(OpenApi, SaysWhatIsAnsweredAlsoWhereItIsNoJson) {
  Router router;
  const auto add = [&](const char* path, Json schema, const char* type) {
    router.add({.method = "GET",
                .path = path,
                .auth = Auth::anonymous("a test"),
                .handler = [](const Request&) -> Result<Response> { return Response{}; },
                .summary = "Answers.",
                .answer_schema = std::move(schema),
                .answer_type = type,
                .query_names = {"*"}});
  };
  add("/json", {{"type", "array"}}, "");
  add("/table", nullptr, "text/csv");
  add("/nothing", nullptr, kNoBody);
  add("/away", nullptr, kRedirect);

  const Json paths = openapi(router, "Test", "1")["paths"];

  const auto said = [&](const char* path) { return paths[path]["get"]["responses"]; };
  EXPECT_EQ(said("/json")["2XX"]["content"]["application/json"]["schema"]["type"], "array");
  EXPECT_TRUE(said("/table")["2XX"]["content"].contains("text/csv"));
  EXPECT_TRUE(said("/nothing").contains("204"));
  EXPECT_FALSE(said("/nothing").contains("2XX"));
  EXPECT_TRUE(said("/away")["302"]["headers"].contains("Location"));
  EXPECT_EQ(paths["/json"]["get"]["parameters"][0]["schema"]["type"], "object");
}

TEST(ReferencePage, ShowsWhatEachOperationTakesAndAnswersWithEveryTextEscaped) {
  Router router;
  router.add({.method = "POST",
              .path = "/things/{id}",
              .auth = Auth::anonymous("a test"),
              .handler = [](const Request&) -> Result<Response> { return Response{}; },
              .summary = "Makes <one> thing.",
              .body_schema = {{"type", "object"}, {"title", "taken & read"}},
              .answer_schema = {{"type", "object"}, {"title", "answered"}},
              .query_names = {"mode"}});

  const std::string page = reference_page(openapi(router, "Test", "1"));

  for (const char* part :
       {"POST /things/{id}", "Makes &lt;one&gt; thing.", "taken &amp; read", "answered",
        "<code>mode</code>", "id=\"postThingsById\"", "Public: a test."})
    EXPECT_NE(page.find(part), std::string::npos) << part;
  EXPECT_EQ(page.find("<one>"), std::string::npos);
}

}  // namespace
}  // namespace kontor::http
