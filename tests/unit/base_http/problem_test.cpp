#include <gtest/gtest.h>

#include "base/http/router.hpp"

namespace kontor::http {
namespace {

TEST(Problem, MergesTheDetailAndNamesItsCode) {
  const Response response =
      problem({ErrorCode::conflict, "no free seat", R"({"code":"no-free-seat","holders":[1]})"});

  const Json body = *parse_json(response.body);
  EXPECT_EQ(response.status, 409);
  EXPECT_EQ(response.headers.at("content-type"), "application/problem+json");
  EXPECT_EQ(body["type"], "urn:kontor:problem:no-free-seat");
  EXPECT_EQ(body["title"], "Conflict");
  EXPECT_EQ(body["detail"], "no free seat");
  EXPECT_EQ(body["holders"], Json::array({1}));
}

TEST(Problem, LetsTheDetailSayTheStatus) {
  EXPECT_EQ(problem({ErrorCode::conflict, "stale", R"({"status":412})"}).status, 412);
  EXPECT_EQ(problem({ErrorCode::conflict, "stale", R"({"status":200})"}).status, 409);
  EXPECT_EQ(problem({ErrorCode::conflict, "stale", "not json"}).status, 409);
}

TEST(Problem, HidesWhatWentWrongInside) {
  const Response response = problem({ErrorCode::internal, "SELECT failed on table user"});

  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.body.find("SELECT"), std::string::npos);
}

TEST(Problem, HasAStatusForEveryCode) {
  EXPECT_EQ(http_status(ErrorCode::invalid_argument), 400);
  EXPECT_EQ(http_status(ErrorCode::unauthenticated), 401);
  EXPECT_EQ(http_status(ErrorCode::forbidden), 403);
  EXPECT_EQ(http_status(ErrorCode::not_found), 404);
  EXPECT_EQ(http_status(ErrorCode::exhausted), 429);
  EXPECT_EQ(http_status(ErrorCode::untrusted), 422);
  EXPECT_EQ(http_status(ErrorCode::unavailable), 503);
}

}  // namespace
}  // namespace kontor::http
