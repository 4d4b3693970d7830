#pragma once

#include <memory>

#include "base/core/json.hpp"

namespace kontor {

// A compiled JSON Schema (draft 7). Immutable after parse; any thread may validate.
class JsonSchema {
 public:
  // invalid_argument if `schema` is not a schema. References stay inside the document.
  static Result<JsonSchema> parse(const Json& schema);

  // invalid_argument naming the place (JSON Pointer) and the rule that failed.
  Status validate(const Json& value) const;

 private:
  struct Compiled;
  explicit JsonSchema(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
  std::shared_ptr<const Compiled> compiled_;  // Shared by copies of this value; immutable.
};

}  // namespace kontor
