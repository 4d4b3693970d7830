#include "base/core/json_schema.hpp"

#include <exception>
#include <optional>
#include <string>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>
#include <vector>

#include "base/core/quick_schema.hpp"

namespace kontor {

struct JsonSchema::Compiled {
  valijson::Schema schema;
  std::optional<QuickSchema> quick;  // Compiles no pattern anew for each value.
};

namespace {

// valijson names a place "<root>", "[member]", "[0]" …; the same as a JSON Pointer.
std::string pointer(const std::vector<std::string>& context) {
  std::string out;
  for (const std::string& part : context) {
    if (part.size() > 2 && part.front() == '[') out += "/" + part.substr(1, part.size() - 2);
  }
  return out.empty() ? "value" : out;
}

}  // namespace

Result<JsonSchema> JsonSchema::parse(const Json& schema) {
  auto compiled = std::make_shared<Compiled>();
  try {
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(valijson::adapters::NlohmannJsonAdapter(schema), compiled->schema);
  } catch (const std::exception& failure) {
    return Error{ErrorCode::invalid_argument, std::string("not a JSON Schema: ") + failure.what()};
  }
  compiled->quick = QuickSchema::parse(schema);
  return JsonSchema(std::move(compiled));
}

Status JsonSchema::validate(const Json& value) const {
  if (compiled_->quick && compiled_->quick->accepts(value)) return ok();
  valijson::ValidationResults results;
  try {
    valijson::Validator validator;
    if (validator.validate(compiled_->schema, valijson::adapters::NlohmannJsonAdapter(value),
                           &results))
      return ok();
  } catch (const std::exception& failure) {
    return Error{ErrorCode::invalid_argument, std::string("cannot be checked: ") + failure.what()};
  }
  // Each level adds an error of its own; the deepest says what exactly is wrong.
  valijson::ValidationResults::Error error, deepest;
  while (results.popError(error)) {
    if (error.context.size() > deepest.context.size()) deepest = error;
  }
  return Error{ErrorCode::invalid_argument, pointer(deepest.context) + ": " + deepest.description};
}

}  // namespace kontor
