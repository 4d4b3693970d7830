#pragma once

#include <filesystem>

#include "base/core/result.hpp"

namespace kontor::cli {

// Where the SDK's files lie: include/, plugin.map, templates/.
struct Kit {
  std::filesystem::path folder;

  // $KONTOR_SDK, or share/kontor/sdk beside the folder of the program.
  static Result<Kit> find();
};

// The folder of the running program.
std::filesystem::path program_folder();

}  // namespace kontor::cli
