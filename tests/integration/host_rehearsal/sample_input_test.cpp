#include "host/rehearsal/sample_input.hpp"

#include <gtest/gtest.h>

#include "base/core/json_schema.hpp"

namespace kontor::host {
namespace {

TEST(SampleInput, FitsTheSchemaItWasMadeFor) {
  const Json schema = {
      {"type", "object"},
      {"required", {"text", "number", "choice", "list", "day", "inner", "said"}},
      {"properties",
       {{"text", {{"type", "string"}, {"minLength", 10}, {"maxLength", 12}}},
        {"number", {{"type", "integer"}, {"minimum", 3}}},
        {"choice", {{"enum", {"sms", "mail"}}}},
        {"list", {{"type", "array"}, {"minItems", 2}, {"items", {{"type", "boolean"}}}}},
        {"day", {{"type", "string"}, {"format", "date"}}},
        {"inner",
         {{"type", "object"}, {"required", {"a"}}, {"properties", {{"a", {{"type", "string"}}}}}}},
        {"said", {{"type", "string"}, {"default", "as told"}}},
        {"left_out", {{"type", "string"}}}}},
      {"additionalProperties", false}};

  const Json sample = sample_of(schema);

  EXPECT_TRUE(JsonSchema::parse(schema)->validate(sample)) << sample;
  EXPECT_EQ(sample["said"], "as told");
  EXPECT_FALSE(sample.contains("left_out"));
}

TEST(SampleInput, EndsAtSchemasWithinSchemas) {
  Json schema = {{"type", "object"}};
  for (int depth = 0; depth < 100; ++depth)
    schema = {{"type", "object"}, {"required", {"a"}}, {"properties", {{"a", schema}}}};

  EXPECT_TRUE(sample_of(schema).is_object());
}

}  // namespace
}  // namespace kontor::host
