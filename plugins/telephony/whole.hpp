#pragma once

#include <cstdint>
#include <kontor/json.hpp>

namespace kontor::telephony {

// The whole number in a field, or `otherwise` if it is missing, null or none.
inline std::int64_t whole_of(const Json& fields, const char* name, std::int64_t otherwise = 0) {
  const auto found = fields.find(name);
  return found != fields.end() && found->is_number_integer() ? found->get<std::int64_t>()
                                                             : otherwise;
}

}  // namespace kontor::telephony
