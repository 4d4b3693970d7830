#include "host/core/entity.hpp"

namespace kontor::host {

namespace {

const Json kName = {{"type", "string"}, {"pattern", "^[a-z][a-z0-9_]{0,62}$"}};
const Json kNames = {{"type", "array"}, {"maxItems", 50}, {"items", kName}};
const Json kLabels = {{"type", "object"},
                      {"maxProperties", 20},
                      {"propertyNames", {{"pattern", "^[a-z]{2}$"}}},
                      {"additionalProperties", {{"type", "string"}, {"maxLength", 200}}}};
const Json kFlag = {{"type", "boolean"}};
const Json kNumber = {{"type", "number"}};

Json choices_schema() {
  return {{"type", "array"},
          {"maxItems", 500},
          {"items",
           {{"type", "object"},
            {"properties",
             {{"value", {{"type", "string"}, {"minLength", 1}, {"maxLength", 100}}},
              {"labels", kLabels}}},
            {"required", {"value"}},
            {"additionalProperties", false}}}};
}

Json type_names() {
  Json names = Json::array();
  for (int type = 0; type <= static_cast<int>(FieldType::file); ++type)
    names.push_back(field_type_name(static_cast<FieldType>(type)));
  return names;
}

Json make_field_schema() {
  return {{"type", "object"},
          {"properties",
           {{"name", kName},
            {"type", {{"enum", type_names()}}},
            {"labels", kLabels},
            {"required", kFlag},
            {"unique", kFlag},
            {"searchable", kFlag},
            {"read_only", kFlag},
            {"computed", kFlag},
            {"hidden", kFlag},
            {"opt_in", kFlag},
            {"entity", kName},
            {"mention", kFlag},
            {"default", Json::object()},
            {"choices", choices_schema()},
            {"minimum", kNumber},
            {"maximum", kNumber},
            {"personal_data", {{"enum", {"", "identity", "contact", "behaviour", "special"}}}},
            {"purpose", {{"type", "string"}, {"maxLength", 200}}},
            {"retention_days", {{"type", "integer"}, {"minimum", 1}, {"maximum", 36500}}}}},
          {"required", {"name", "type", "labels"}},
          {"additionalProperties", false}};
}

Json make_entity_schema() {
  const Json lists = {{"type", "array"}, {"maxItems", 20}, {"items", kNames}};
  const Json some_names = {{"type", "array"}, {"minItems", 1}, {"maxItems", 50}, {"items", kName}};
  const Json rule = {
      {"type", "object"},
      {"properties", {{"fields", some_names}, {"complete", kFlag}, {"unless", some_names}}},
      {"required", {"fields"}},
      {"additionalProperties", false}};
  const Json rules = {
      {"type", "array"}, {"maxItems", 20}, {"items", {{"anyOf", {some_names, rule}}}}};
  const Json stage = {{"type", "object"},
                      {"properties",
                       {{"name", kName},
                        {"labels", kLabels},
                        {"probability", {{"type", "number"}, {"minimum", 0}, {"maximum", 100}}}}},
                      {"required", {"name", "probability"}},
                      {"additionalProperties", false}};
  const Json pipeline = {
      {"type", "object"},
      {"properties",
       {{"name", kName},
        {"labels", kLabels},
        {"stages", {{"type", "array"}, {"minItems", 1}, {"maxItems", 20}, {"items", stage}}}}},
      {"required", {"name", "stages"}},
      {"additionalProperties", false}};
  return {{"$schema", "http://json-schema.org/draft-07/schema#"},
          {"title", "Definition of an entity"},
          {"type", "object"},
          {"properties",
           {{"entity", kName},
            {"labels", kLabels},
            {"labels_many", kLabels},
            {"title", kName},
            {"name_parts", kNames},
            {"required_any", kNames},
            {"indexes", lists},
            {"match", rules},
            {"engine_only", kFlag},
            {"pipelines", {{"type", "array"}, {"maxItems", 20}, {"items", pipeline}}},
            {"fields",
             {{"type", "array"}, {"minItems", 1}, {"maxItems", 200}, {"items", field_schema()}}}}},
          {"required", {"entity", "labels", "title", "fields"}},
          {"additionalProperties", false}};
}

Json value_schema(const Field& field) {
  switch (field.type) {
    case FieldType::number: {
      Json schema{{"type", {"number", "null"}}};
      if (field.minimum) schema["minimum"] = *field.minimum;
      if (field.maximum) schema["maximum"] = *field.maximum;
      return schema;
    }
    case FieldType::boolean:
      return {{"type", {"boolean", "null"}}};
    case FieldType::money:
      return {{"type", {"object", "null"}},
              {"properties",
               {{"amount", {{"type", "integer"}}},
                {"currency", {{"type", "string"}, {"pattern", "^[A-Z]{3}$"}}}}},
              {"required", {"amount", "currency"}},
              {"additionalProperties", false}};
    case FieldType::multi_choice:
      return {{"type", {"array", "null"}}, {"items", {{"type", "string"}}}};
    case FieldType::choice: {
      Json schema{{"type", {"string", "null"}}};
      if (field.choices.empty()) return schema;
      for (const Choice& choice : field.choices) schema["enum"].push_back(choice.value);
      schema["enum"].push_back(nullptr);
      return schema;
    }
    default:
      return {{"type", {"string", "null"}}};
  }
}

}  // namespace

const Json& field_schema() {
  static const Json schema = make_field_schema();
  return schema;
}

const Json& entity_schema() {
  static const Json schema = make_entity_schema();
  return schema;
}

Json record_schema(const Entity& entity) {
  Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"},
              {"title", entity.name},
              {"type", "object"},
              {"properties", Json::object()},
              {"required", Json::array()},
              {"additionalProperties", false}};
  for (const Field& field : entity.fields) {
    if (field.read_only) continue;
    schema["properties"][field.name] = value_schema(field);
    if (field.required && field.default_value.is_null()) schema["required"].push_back(field.name);
  }
  return schema;
}

}  // namespace kontor::host
