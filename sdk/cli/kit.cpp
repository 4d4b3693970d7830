#include "sdk/cli/kit.hpp"

#include <cstdlib>
#include <system_error>

namespace kontor::cli {
namespace fs = std::filesystem;

fs::path program_folder() {
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).parent_path();
}

Result<Kit> Kit::find() {
  const char* wanted = std::getenv("KONTOR_SDK");
  const fs::path folder =
      wanted && *wanted ? fs::path(wanted) : program_folder() / "../share/kontor/sdk";
  std::error_code error;
  const fs::path exact = fs::weakly_canonical(folder, error);
  if (fs::exists(exact / "include/kontor/kontor.h")) return Kit{exact};
  return Error{ErrorCode::not_found, "the SDK is not at " + exact.string() +
                                         "; set KONTOR_SDK to the folder that holds its include/"};
}

}  // namespace kontor::cli
