#pragma once

#include <string>
#include <vector>

#include "base/core/json.hpp"
#include "licensing/core/lease.hpp"

namespace kontor::licensing {

// The refusals of the ledger, with their stable codes.
Error no_free_seat(std::string_view product, const std::vector<Holder>& holders);
Error no_seat_assigned(std::string_view product);
Error stale_fence();
Error unlicensed(std::string_view product);

// The stable code of a refusal; "" for other errors.
std::string refusal_code(const Error& error);

Json to_json(const std::vector<Holder>& holders);

}  // namespace kontor::licensing
