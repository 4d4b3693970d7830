#pragma once

#include <filesystem>
#include <string>

#include "base/core/random.hpp"
#include "base/core/result.hpp"

namespace kontor::host {

// The whole file; forbidden when others than its owner may read or write it.
Result<std::string> read_secret_file(const std::filesystem::path& file, std::size_t bytes_max);

// A key of 32 bytes from its file, made with mode 0600 where there is none.
Result<std::string> load_or_create_key(const std::filesystem::path& file, Random& random);

}  // namespace kontor::host
