#include <ostream>

#include "sdk/cli/process.hpp"
#include "sdk/cli/verbs.hpp"

namespace kontor::cli {

Status test_plugin(const BuildPlugin& wanted, const Kit& kit, std::ostream& out) {
  if (!std::filesystem::exists(wanted.folder / "CMakeLists.txt")) {
    return Error{ErrorCode::not_found, wanted.folder.string() +
                                           " has no CMakeLists.txt, so no tests are known; see " +
                                           "kontor_plugin_test() in the one that kontor new makes"};
  }
  out << "building the plugin and its tests ..." << std::endl;
  TRY(build_with_cmake(wanted, kit, WithTests::yes));
  return run_program({"ctest", "--test-dir", (wanted.output / ".cmake").string(),
                      "--output-on-failure", "--no-tests=error"});
}

}  // namespace kontor::cli
