#pragma once

#include <filesystem>

#include "base/core/result.hpp"

namespace kontor::cli {

// Where the SDK's files lie.
struct Kit {
  std::filesystem::path folder;  // include/, plugin.map, templates/ …

  // Where find_package(KontorSDK) looks.
  std::filesystem::path cmake_folder() const {
    return (folder / "../../../lib/cmake/KontorSDK").lexically_normal();
  }

  // $KONTOR_SDK, or share/kontor/sdk beside the folder of the program.
  static Result<Kit> find();
};

// The folder of the running program.
std::filesystem::path program_folder();

}  // namespace kontor::cli
