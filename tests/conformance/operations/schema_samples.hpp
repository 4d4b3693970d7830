#pragma once

#include <string>
#include <vector>

#include "base/core/json.hpp"

namespace kontor::conformance {

// The schema of one message of an operation ("record.list/1", "request"), with the shared
// types it refers to put in place.
Json schema_of(const std::string& operation, const std::string& message);

// A value that the schema allows, with every member there.
Json full_sample(const Json& schema);

// A name for people and a value that differs from a sample in one place.
struct Variant {
  std::string what;
  Json value;
};

// Values near `sample`: members left out, unknown ones added, types changed, lengths and
// numbers at and over their limits, in every place that the schema describes.
std::vector<Variant> variants(const Json& schema, const Json& sample);

}  // namespace kontor::conformance
