#include "base/core/json_schema.hpp"

#include <gtest/gtest.h>

namespace kontor {
namespace {

TEST(JsonSchema, NamesTheUnknownAndTheWrongMember) {
  const auto schema =
      JsonSchema::parse(Json::parse(R"({"type":"object","additionalProperties":false,
      "required":["name"],"properties":{"name":{"type":"string","maxLength":5}}})"));
  ASSERT_TRUE(schema);

  EXPECT_TRUE(schema->validate({{"name", "Åsa"}}));
  EXPECT_FALSE(schema->validate(Json::object()));
  EXPECT_FALSE(schema->validate({{"name", "Åsa"}, {"nmae", 1}}));
  const Status long_name = schema->validate({{"name", "far too long"}});
  ASSERT_FALSE(long_name);
  EXPECT_NE(long_name.error().message.find("name"), std::string::npos);
}

// The oracle is the same schema where the short cut does not understand it.
TEST(JsonSchema, AnswersTheSameByItsShortCut) {
  const Json plain = Json::parse(R"({"type":"object","additionalProperties":false,
      "required":["key","count"],"properties":{
        "key":{"type":"string","pattern":"^[0-9a-f]{4}$"},
        "name":{"type":"string","pattern":"^[!-~]{1,5}$","maxLength":4},
        "note":{"type":"string","minLength":2,"maxLength":3},
        "count":{"type":"integer","minimum":-2,"maximum":9},
        "list":{"type":"array","minItems":1,"maxItems":2,"items":{"type":"boolean"}}}})");
  const auto quick = JsonSchema::parse(plain);
  const auto slow = JsonSchema::parse({{"allOf", {plain}}});
  ASSERT_TRUE(quick && slow);
  const std::vector<Json> values{"",
                                 "a",
                                 "ab",
                                 "abc",
                                 "abcd",
                                 "abcde",
                                 "ABCD",
                                 "ab\ncd",
                                 "åäöå",
                                 "åä",
                                 "0af9\n",
                                 "a b",
                                 0,
                                 -2,
                                 -3,
                                 9,
                                 10,
                                 2.0,
                                 2.5,
                                 true,
                                 nullptr,
                                 {true},
                                 {true, 1},
                                 {true, false},
                                 Json::array(),
                                 Json::object(),
                                 18446744073709551615ULL};
  int accepted = 0;
  for (const char* name : {"key", "name", "note", "count", "list", "other"}) {
    for (const Json& value : values) {
      Json body = {{"key", "0af9"}, {"count", 1}};
      body[name] = value;
      EXPECT_EQ(static_cast<bool>(quick->validate(body)), static_cast<bool>(slow->validate(body)))
          << body;
      accepted += quick->validate(body) ? 1 : 0;
    }
  }
  EXPECT_GT(accepted, 10);
  EXPECT_FALSE(quick->validate({{"key", "0af9"}}));
  EXPECT_FALSE(quick->validate(Json::array({"key", "count"})));
}

TEST(JsonSchema, RefusesWhatIsNoSchema) { EXPECT_FALSE(JsonSchema::parse({{"type", "objekt"}})); }

}  // namespace
}  // namespace kontor
