#pragma once

#include <optional>
#include <string>

#include "host/core/entity.hpp"

namespace kontor::host {

// What narrows a list to the records behind one group of an aggregate (fields_of_group): a list
// of conditions in the filter language. A date in parts becomes the moments between two midnights
// of the time zone, nothing set becomes is_null. Nothing for groups the filter language has no
// words for: months between two dates, several choices, a moment before 1970.
std::optional<Json> filter_of_group(const Entity& entity, const std::string& group,
                                    const Json& value, const std::string& time_zone);

// Whether filter_of_group() has words for the group's values at all.
bool has_filter(const Entity& entity, const std::string& group);

}  // namespace kontor::host
