#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/core/result.hpp"

namespace kontor::marketplace {

// Where the present metadata is: the folder that holds tuf/ (the market's DATA, or a copy of it
// on a stick), or a running market. Neither: there is none yet.
struct Source {
  std::filesystem::path data;
  std::string market;
  bool empty() const { return data.empty() && market.empty(); }
};

// The role's present signed metadata; empty if it was never published.
Result<std::string> present_role(const Source& source, const std::string& role);

// Names of all roles that are published, as the present snapshot lists them.
Result<std::vector<std::string>> present_roles(const Source& source);

}  // namespace kontor::marketplace
