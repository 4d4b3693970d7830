#include <gtest/gtest.h>

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

}  // namespace
}  // namespace kontor::http
