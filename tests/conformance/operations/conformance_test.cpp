#include <gtest/gtest.h>

#include <kontor/op/all.hpp>
#include <set>

#include "base/core/json_schema.hpp"
#include "tests/conformance/operations/schema_samples.hpp"

namespace kontor::conformance {
namespace {

// The generated decoder and a JSON Schema validator agree on every variant.
template <typename Message>
void expect_agreement(const std::string& operation, const std::string& message) {
  SCOPED_TRACE(operation + " " + message);
  const Json json = schema_of(operation, message);
  const auto schema = JsonSchema::parse(json);
  ASSERT_TRUE(schema) << schema.error().message;

  for (const Variant& variant : variants(json, full_sample(json))) {
    std::string problem;
    const auto decoded = op::decode<Message>(variant.value, problem);
    const auto valid = schema->validate(variant.value);
    EXPECT_EQ(decoded.has_value(), static_cast<bool>(valid))
        << variant.what << "; decoder: " << (decoded ? "takes it" : problem)
        << "; schema: " << (valid ? "takes it" : valid.error().message);
    if (!decoded || !valid) continue;
    const Json written = encode(*decoded);
    EXPECT_TRUE(schema->validate(written)) << variant.what << " written as " << written;
    EXPECT_EQ(encode(op::decode<Message>(written)), written) << variant.what;
  }
}

TEST(Operations, AreDecodedAsTheirSchemasSay) {
  op::for_each_operation([]<typename Operation>() {
    const std::string name(Operation::name);
    expect_agreement<typename Operation::Request>(name, "request");
    expect_agreement<typename Operation::Response>(name, "response");
  });
}

// Every member says what it means: the reference is generated from these texts.
void expect_described(const Json& schema, const std::string& place) {
  EXPECT_FALSE(schema.value("description", "").empty()) << place;
  if (schema.contains("oneOf")) {
    if (schema["oneOf"][0].contains("properties")) expect_described(schema["oneOf"][0], place);
    return;
  }
  const Json members = schema.value("properties", Json::object());
  for (const auto& [name, part] : members.items()) expect_described(part, place + "." + name);
  if (schema.contains("items") && schema["items"].contains("properties"))
    expect_described(schema["items"], place + "[]");
}

TEST(Operations, DescribeEveryMember) {
  op::for_each_operation([]<typename Operation>() {
    for (const char* message : {"request", "response"}) {
      const std::string name(Operation::name);
      expect_described(schema_of(name, message), name + " " + message);
    }
  });
}

// Both messages of the operation have examples, and the decoder takes each of them.
template <typename Message>
void expect_examples(const std::string& operation, const std::string& message) {
  const Json examples = schema_of(operation, message).value("examples", Json::array());
  EXPECT_FALSE(examples.empty()) << operation << " " << message;
  for (const Json& example : examples) {
    std::string problem;
    EXPECT_TRUE(op::decode<Message>(example, problem))
        << operation << " " << message << ": " << problem;
  }
}

TEST(Operations, HaveExamplesThatDecode) {
  op::for_each_operation([]<typename Operation>() {
    const std::string name(Operation::name);
    expect_examples<typename Operation::Request>(name, "request");
    expect_examples<typename Operation::Response>(name, "response");
  });
}

TEST(Operations, HaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  op::for_each_operation(
      [&]<typename Operation>() { EXPECT_TRUE(names.insert(Operation::name).second); });
  EXPECT_GE(names.size(), 42U);
}

TEST(Operations, WhatAHostWritesMayHaveMembersThatThePluginDoesNotKnow) {
  const Json of_tomorrow = {{"record",
                             {{"id", "p1"},
                              {"entity", "person"},
                              {"version", 3},
                              {"fields", Json::object()},
                              {"new", 1}}},
                            {"news", {{"deep", true}}}};
  std::string problem;

  const auto answer = op::decode<op::RecordGetResponse>(of_tomorrow, problem);

  ASSERT_TRUE(answer) << problem;
  EXPECT_EQ(answer->record->id, "p1");
}

TEST(Operations, WhatAPluginWritesMayNot) {
  std::string problem;

  EXPECT_FALSE(op::decode<op::StorageGetRequest>({{"key", "a"}, {"news", 1}}, problem));

  EXPECT_EQ(problem, "news: is not a member of this schema");
}

TEST(Operations, NameThePlaceOfWhatTheyRefuse) {
  std::string problem;
  const Json json = {{"entity", "person"},
                     {"purpose", "x"},
                     {"filter",
                      {{{"field", "a"}, {"op", "eq"}, {"value", 1}},
                       {{"field", "a"}, {"op", "like"}, {"value", 1}}}}};

  EXPECT_FALSE(op::decode<op::RecordListRequest>(json, problem));

  EXPECT_TRUE(problem.starts_with("filter[1].op: must be one of")) << problem;
}

}  // namespace
}  // namespace kontor::conformance
