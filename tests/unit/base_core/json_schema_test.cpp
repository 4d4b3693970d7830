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

TEST(JsonSchema, RefusesWhatIsNoSchema) { EXPECT_FALSE(JsonSchema::parse({{"type", "objekt"}})); }

}  // namespace
}  // namespace kontor
