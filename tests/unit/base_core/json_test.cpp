#include "base/core/json.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kontor {
namespace {

TEST(ParseJson, RefusesKeysThatStandTwice) {
  EXPECT_FALSE(parse_json(R"({"a":1,"a":2})"));
  EXPECT_TRUE(parse_json(R"({"a":{"a":1},"b":[{"a":1},{"a":2}]})"));
}

TEST(ParseJson, RefusesDeepLongAndBrokenText) {
  EXPECT_FALSE(parse_json(std::string(40, '[') + std::string(40, ']')));
  EXPECT_FALSE(parse_json("\"" + std::string(100, 'x') + "\"", {.bytes_max = 50}));
  EXPECT_FALSE(parse_json("{\"a\":1} x"));
  EXPECT_FALSE(parse_json("\"\xc0\xaf\""));
  EXPECT_FALSE(parse_json("1e999"));
}

TEST(ParseJson, NamesTheMemberThatHasTheWrongType) {
  const Json object = {{"count", "three"}};

  const auto count = json_integer(object, "count");

  ASSERT_FALSE(count);
  EXPECT_NE(count.error().message.find("\"count\""), std::string::npos);
}

}  // namespace
}  // namespace kontor
