#include <system_error>

#include "sdk/cli/process.hpp"
#include "sdk/cli/verbs.hpp"

namespace kontor::cli {

namespace fs = std::filesystem;

Status build_with_cmake(const BuildPlugin& wanted, const Kit& kit, WithTests tests) {
  std::error_code error;
  const fs::path output = fs::absolute(wanted.output, error);
  const fs::path build = output / ".cmake";
  std::vector<std::string> configure = {
      "cmake",
      "--log-level=WARNING",
      "-S",
      wanted.folder.string(),
      "-B",
      build.string(),
      "-DKontorSDK_DIR=" + kit.cmake_folder().string(),
      "-DKONTOR_PLUGIN_OUTPUT=" + output.string(),
      std::string("-DCMAKE_BUILD_TYPE=") + (wanted.flavour == Flavour::debug ? "Debug" : "Release"),
      std::string("-DBUILD_TESTING=") + (tests == WithTests::yes ? "ON" : "OFF")};
  if (!fs::exists(build / "CMakeCache.txt") && on_path("ninja")) {
    configure.insert(configure.end(), {"-G", "Ninja"});
  }
  TRY(run_program(configure));
  return run_program({"cmake", "--build", build.string(), "--parallel"});
}

}  // namespace kontor::cli
