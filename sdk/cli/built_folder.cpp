#include <system_error>

#include "sdk/cli/verbs.hpp"

namespace kontor::cli {

namespace fs = std::filesystem;

Result<fs::path> built_folder(const fs::path& folder) {
  const auto is_built = [](const fs::path& candidate) {
    return fs::exists(candidate / "plugin.so") && fs::exists(candidate / "manifest.json");
  };
  for (const fs::path& candidate : {folder / "build", folder}) {
    if (is_built(candidate)) return candidate;
  }
  // What CMake alone leaves: build/plugins/NAME.
  std::vector<fs::path> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder / "build" / "plugins", error)) {
    if (is_built(entry.path())) found.push_back(entry.path());
  }
  if (found.size() == 1) return found.front();
  if (found.size() > 1) {
    return Error{ErrorCode::invalid_argument,
                 folder.string() + " builds " + std::to_string(found.size()) +
                     " plugins; name one, for example " + found.front().string()};
  }
  return Error{ErrorCode::not_found, folder.string() + " holds no built plugin (plugin.so beside " +
                                         "manifest.json); run: kontor build " + folder.string()};
}

}  // namespace kontor::cli
