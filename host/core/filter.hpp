#pragma once

#include <string>
#include <vector>

#include "host/core/entity.hpp"

namespace kontor::host {

enum class FilterOp { eq, ne, lt, le, gt, ge, in, prefix, contains, is_null };

struct Condition {
  std::string field;  // A field, or id, created_at, updated_at, version.
  FilterOp op = FilterOp::eq;
  Json value;
};
using Filter = std::vector<Condition>;  // All must hold.

inline constexpr std::size_t kConditionsMax = 20;
inline constexpr std::size_t kInValuesMax = 500;

// Reads [{"field","op","value"},…] and checks fields and values against the definition.
Result<Filter> parse_filter(const Json& json, const Entity& entity);

// Type of a field or of a built-in column (id, version, created_at, updated_at).
Result<FieldType> type_of(const Entity& entity, const std::string& field);

}  // namespace kontor::host
