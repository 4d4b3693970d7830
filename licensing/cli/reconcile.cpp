#include "licensing/cli/reconcile.hpp"

#include <unistd.h>

#include <filesystem>
#include <iostream>

namespace kontor::licensing {

int reconcile(char** arguments) {
  std::error_code unknown;
  const std::filesystem::path program =
      std::filesystem::read_symlink("/proc/self/exe", unknown).parent_path() / "kontor-vendor";
  ::execv(program.c_str(), arguments);
  std::cerr << "kontor license: " << program.string() << " is not there; install it to reconcile\n";
  return 1;
}

}  // namespace kontor::licensing
