#include "base/core/json.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>

#include "base/core/json_text.hpp"

namespace kontor {
namespace {

std::string text_by_the_library(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

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

TEST(JsonText, IsWhatTheLibraryWouldWriteOfEveryCharacterAtEveryPlace) {
  for (int byte = 0; byte < 256; ++byte) {
    for (std::size_t place = 0; place < 20; ++place) {
      std::string text(20, 'a');
      text[place] = static_cast<char>(byte);
      ASSERT_EQ(to_text(Json(text)), text_by_the_library(Json(text))) << byte << " at " << place;
    }
  }
}

TEST(JsonText, IsWhatTheLibraryWouldWriteOfEveryKind) {
  for (const Json& json :
       {Json(),
        Json(true),
        Json(false),
        Json::object(),
        Json::array(),
        Json(""),
        Json("Zoë Иванова"),
        Json("\xed\xa0\x80"),
        Json("\xf0\x9f\x98\x80"),
        Json("cut \xe2\x82"),
        Json(0),
        Json(-7),
        Json(std::numeric_limits<std::int64_t>::min()),
        Json(std::numeric_limits<std::uint64_t>::max()),
        Json(0.1),
        Json(1e300),
        Json(-0.0),
        Json(std::numeric_limits<double>::quiet_NaN()),
        Json({1, {2, {}}, "three", nullptr}),
        Json({{"a \"key\"", {{"b", Json::array()}, {"c", {{"d", {1.5, 2}}}}}}, {"ä", true}})}) {
    EXPECT_EQ(to_text(json), text_by_the_library(json));
  }
}

}  // namespace
}  // namespace kontor
