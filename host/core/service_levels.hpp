#pragma once

#include <map>
#include <string>

#include "host/core/business_hours.hpp"

namespace kontor::host {

// How soon a case is answered and solved, by its priority, in business minutes.
struct ServiceLevels {
  struct Level {
    std::int64_t response_minutes;
    std::int64_t resolution_minutes;
  };
  BusinessHours hours = BusinessHours::usual();
  // Four business hours to an answer, as N10 names it.
  std::map<std::string, Level> levels = {
      {"low", {480, 2400}}, {"normal", {240, 1440}}, {"high", {120, 480}}, {"urgent", {30, 240}}};

  // {"hours": BusinessHours, "levels": {"normal": {"response_minutes","resolution_minutes"}}};
  // a priority left out keeps its usual level.
  static Result<ServiceLevels> parse(const Json& json);
  Json to_json() const;
};

}  // namespace kontor::host
