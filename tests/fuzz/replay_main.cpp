#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/fuzz/replay.hpp"

// Runs a fuzz target once for each file of the corpus folder given, and once for nothing.
int main(int argc, char** argv) {
  const auto found = argc == 3 ? fuzz_targets().find(argv[1]) : fuzz_targets().end();
  if (found == fuzz_targets().end() || !std::filesystem::is_directory(argv[2])) {
    std::fprintf(stderr, "usage: %s TARGET CORPUS_FOLDER\n", argv[0]);
    return 2;
  }
  const FuzzTarget run = found->second;
  run(nullptr, 0);
  int replayed = 0;
  for (const auto& entry : std::filesystem::directory_iterator(argv[2])) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    run(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    ++replayed;
  }
  std::printf("%d inputs replayed\n", replayed);
  return 0;
}
