#include "sdk/runtime/problem.hpp"

#include <gtest/gtest.h>

#include "base/core/bytes.hpp"

namespace kontor::runtime {
namespace {

TEST(ProblemTest, SurvivesTheRoundTrip) {
  const Error error{ErrorCode::exhausted, "no free seat", R"({"code":"no-free-seat"})"};

  const Error back = error_from(status_of(error.code), problem_text(error), "test.plugin");

  EXPECT_EQ(back.code, error.code);
  EXPECT_EQ(back.message, error.message);
  EXPECT_EQ(back.detail, error.detail);
}

TEST(ProblemTest, DoesNotTrustTheText) {
  EXPECT_EQ(error_from(3, "not json", "p").message, "p failed with status 3");
  EXPECT_EQ(error_from(99, "{}", "p").code, ErrorCode::internal);
  EXPECT_EQ(error_from(-1, "{}", "p").code, ErrorCode::internal);

  const Error cut =
      error_from(9, R"({"code":"internal","message":")" + std::string(1999, 'a') + "åå\"}", "p");
  EXPECT_LE(cut.message.size(), 2000U);
  EXPECT_TRUE(is_utf8(cut.message));
}

}  // namespace
}  // namespace kontor::runtime
