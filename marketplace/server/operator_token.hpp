#pragma once

#include <filesystem>
#include <string>

#include "base/core/random.hpp"
#include "base/core/result.hpp"

namespace kontor::marketplace {

// The operator's token from its file, which is made (mode 0600) when there is none.
Result<std::string> load_operator_token(const std::filesystem::path& file, Random& random);

}  // namespace kontor::marketplace
