#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "host/cli/host/host_wish.hpp"

namespace kontor::host {

// GET of `target` into a new file with mode 0600, piece by piece into a file beside it that gets
// its name when it is whole. conflict when the file exists.
Status download_to(const HostLine& line, const std::string& target, std::size_t bytes_max,
                   const std::filesystem::path& file);

}  // namespace kontor::host
