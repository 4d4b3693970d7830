#include "base/core/json_schema.hpp"

#include <exception>
#include <string>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace kontor {

struct JsonSchema::Compiled {
  valijson::Schema schema;
};

Result<JsonSchema> JsonSchema::parse(const Json& schema) {
  auto compiled = std::make_shared<Compiled>();
  try {
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(valijson::adapters::NlohmannJsonAdapter(schema), compiled->schema);
  } catch (const std::exception& failure) {
    return Error{ErrorCode::invalid_argument, std::string("not a JSON Schema: ") + failure.what()};
  }
  return JsonSchema(std::move(compiled));
}

Status JsonSchema::validate(const Json& value) const {
  valijson::ValidationResults results;
  try {
    valijson::Validator validator;
    if (validator.validate(compiled_->schema, valijson::adapters::NlohmannJsonAdapter(value),
                           &results))
      return ok();
  } catch (const std::exception& failure) {
    return Error{ErrorCode::invalid_argument, std::string("cannot be checked: ") + failure.what()};
  }
  std::string place;
  std::string rule = "does not match its schema";
  valijson::ValidationResults::Error error;
  // The first error is the outermost; the last one says what exactly is wrong.
  while (results.popError(error)) {
    place.clear();
    for (const std::string& part : error.context)
      if (part != "<root>") place += part;
    rule = error.description;
  }
  return Error{ErrorCode::invalid_argument, (place.empty() ? "value" : place) + ": " + rule};
}

}  // namespace kontor
