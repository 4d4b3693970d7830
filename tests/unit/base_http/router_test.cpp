#include "base/http/router.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace kontor::http {
namespace {

Auth token_auth() {
  return Auth("token", [](const Request& request) -> Result<std::any> {
    if (request.header("authorization") == "Bearer good") return std::any(std::string("anna"));
    return Error{ErrorCode::unauthenticated, "log in first"};
  });
}

class RouterTest : public testing::Test {
 protected:
  RouterTest() {
    router.add({.method = "GET",
                .path = "/things/{id}",
                .auth = Auth::anonymous("a test"),
                .handler = [](const Request& request) -> Result<Response> {
                  return Response::text(request.path.at("id") + request.query_or("q", "-"));
                },
                .summary = "Shows one.",
                .query_names = {"q"}});
    router.add({.method = "POST",
                .path = "/things",
                .auth = token_auth(),
                .handler = [](const Request& request) -> Result<Response> {
                  return Response::json(request.document, 201);
                },
                .summary = "Makes one.",
                .body_bytes_max = 100,
                .body_schema = {{"type", "object"},
                                {"properties", {{"name", {{"type", "string"}}}}},
                                {"required", {"name"}},
                                {"additionalProperties", false}}});
    router.add(
        {.method = "GET",
         .path = "/broken",
         .auth = Auth::anonymous("a test"),
         .handler = [](const Request&) -> Result<Response> { throw std::runtime_error("secret"); },
         .summary = "Throws."});
  }

  Response send(const std::string& method, const std::string& target, const std::string& body = {},
                const Headers& headers = {{"authorization", "Bearer good"},
                                          {"content-type", "application/json; charset=utf-8"}}) {
    Request request{.method = method, .target = target, .headers = headers, .body = body};
    return router.dispatch(request);
  }

  Router router;
};

TEST_F(RouterTest, FindsByMethodAndPath) {
  EXPECT_EQ(send("GET", "/things/7?q=%C3%A5+x").body, "7\xc3\xa5 x");
  EXPECT_EQ(send("HEAD", "/things/7").status, 200);
}

TEST_F(RouterTest, RefusesUnknownPathsMethodsAndQueries) {
  EXPECT_EQ(send("GET", "/nothing").status, 404);
  EXPECT_EQ(send("GET", "/things/7?z=1").status, 400);
  EXPECT_EQ(send("GET", "/things/7?q=1&q=2").status, 400);
  EXPECT_EQ(send("GET", "/things/7?q=%zz").status, 400);
  const Response wrong = send("DELETE", "/things/7");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.headers.at("allow"), "GET, HEAD");
}

TEST_F(RouterTest, AuthenticatesBeforeItLooksAtTheBody) {
  const Response response = send("POST", "/things", "{", {{"content-type", "application/json"}});

  EXPECT_EQ(response.status, 401);
  EXPECT_TRUE(response.headers.contains("www-authenticate"));
}

TEST_F(RouterTest, ValidatesTheBody) {
  EXPECT_EQ(send("POST", "/things", R"({"name":"a"})").status, 201);
  EXPECT_EQ(send("POST", "/things", R"({"name":)").status, 400);
  EXPECT_EQ(send("POST", "/things", R"({"name":1})").status, 400);
  EXPECT_EQ(send("POST", "/things", R"({"name":"a","x":1})").status, 400);
  EXPECT_EQ(send("POST", "/things", R"({"name":"a","name":"b"})").status, 400);
  EXPECT_EQ(send("POST", "/things", std::string(101, ' ')).status, 413);
  EXPECT_EQ(send("POST", "/things", R"({"name":"a"})", {{"authorization", "Bearer good"}}).status,
            415);
}

TEST_F(RouterTest, TurnsAnExceptionIntoAHiddenProblem) {
  const Response response = send("GET", "/broken");

  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.body.find("secret"), std::string::npos);
}

TEST_F(RouterTest, CountsByRouteAndNeverByWhatCallersMakeUp) {
  send("GET", "/things/7");
  send("GET", "/made-up");
  send("NONSENSE", "/things/7");

  const std::string text = router.metrics_text();
  EXPECT_NE(text.find(R"(route="/things/{id}")"), std::string::npos);
  EXPECT_EQ(text.find("made-up"), std::string::npos);
  EXPECT_EQ(text.find("NONSENSE"), std::string::npos);
}

TEST(RequestCookie, FindsOneByName) {
  const Request request{.headers = {{"cookie", "a=1; session=x=y;b=2"}}};

  EXPECT_EQ(request.cookie("session"), "x=y");
  EXPECT_EQ(request.cookie("b"), "2");
  EXPECT_EQ(request.cookie("c"), "");
}

TEST(RouterDeathTest, AbortsOnAWrongDeclaration) {
  const auto route = [](const char* summary) {
    return Route{.method = "GET",
                 .path = "/a",
                 .auth = Auth::anonymous("a test"),
                 .handler = [](const Request&) -> Result<Response> { return Response{}; },
                 .summary = summary};
  };
  EXPECT_DEATH(Router().add(route("")), "no summary");
  EXPECT_DEATH(
      {
        Router router;
        router.add(route("One."));
        router.add(route("Two."));
      },
      "declared twice");
}

}  // namespace
}  // namespace kontor::http
