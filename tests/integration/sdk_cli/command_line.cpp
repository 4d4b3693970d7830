#include "tests/integration/sdk_cli/command_line.hpp"

#include <stdlib.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <stdexcept>

namespace kontor::cli {

Ended run(const std::filesystem::path& folder, const std::string& line) {
  const char* bin = std::getenv("KONTOR_BIN");
  const std::string whole = "cd '" + folder.string() + "' && KONTOR='" + (bin ? bin : "") +
                            "/kontor' && { " + line + "; } 2>&1";
  FILE* pipe = ::popen(whole.c_str(), "r");
  if (!pipe) throw std::runtime_error("popen");
  Ended ended{0, ""};
  std::array<char, 4096> piece;
  for (std::size_t got = 0; (got = std::fread(piece.data(), 1, piece.size(), pipe)) > 0;) {
    ended.output.append(piece.data(), got);
  }
  ended.status = WEXITSTATUS(::pclose(pipe));
  return ended;
}

TemporaryFolder::TemporaryFolder() {
  char pattern[] = "/tmp/kontor-cli-XXXXXX";
  if (!::mkdtemp(pattern)) throw std::runtime_error("mkdtemp");
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace kontor::cli
