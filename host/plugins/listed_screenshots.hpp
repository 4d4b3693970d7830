#pragma once

#include <string>

#include "base/core/json.hpp"
#include "base/core/result.hpp"

namespace kontor::host {

// The screenshots of a market's listing as this host shows them, [{"path","caption","width",
// "height"}], with addresses of its own; what is not as agreed is left out.
Json listed_screenshots(const Json& listing);

// Where the market has the listing's screenshot of this hash. not_found if it names none.
Result<std::string> market_path_of(const Json& listing, const std::string& sha256);

}  // namespace kontor::host
