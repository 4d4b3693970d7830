#pragma once

#include "base/core/json.hpp"

// JSON Schemas of what the routes of a seat ledger answer (lease_answer.hpp and others write it).
namespace kontor::licensing::answers {

Json lease();
Json lease_with_token();
Json claimed();
Json claimed_or_waiting();
Json checked_in();
Json installed();
Json holders();
Json quote();
Json licenses();
Json usage();
Json audit();
Json activated();
Json withdrawn();
Json revocations();

}  // namespace kontor::licensing::answers
