#pragma once

#include <string>
#include <vector>

#include "base/core/json.hpp"
#include "licensing/core/lease.hpp"
#include "licensing/core/refusals.hpp"

namespace kontor::licensing {

// The refusals of the ledger, each with a stable `code` in its detail and a sentence that says
// what helps. conflict where nothing else is said.
Error no_free_seat(std::string_view product, const std::vector<Holder>& holders);
Error no_seat_assigned(std::string_view product);
Error stale_fence();
Error unlicensed(std::string_view product);  // forbidden
// Any other, for example "group-full".
Error seat_refusal(std::string_view code, std::string message);

Json to_json(const std::vector<Holder>& holders);

}  // namespace kontor::licensing
