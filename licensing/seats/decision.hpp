#pragma once

#include <string>

#include "licensing/seats/seat_wishes.hpp"

namespace kontor::licensing {

Status check_decision(const Decision& decision);
// {"reason","by"} for the licence log.
std::string decision_text(const Decision& decision);

}  // namespace kontor::licensing
