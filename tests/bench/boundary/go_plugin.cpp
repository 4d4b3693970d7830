#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <vector>

#include "tests/bench/boundary/course.hpp"
#include "tests/bench/report.hpp"

namespace kontor::bench {
namespace {

// Debian's packages of Go sources; there are no modules to fetch.
constexpr const char* kGoEnvironment = "GO111MODULE=off GOFLAGS= GOPATH=/usr/share/gocode GOCACHE=";

}  // namespace

PeerCourse run_go_plugin() {
  const auto build = std::filesystem::canonical("/proc/self/exe").parent_path().parent_path();
  const std::string source = KONTOR_BENCH_SOURCE "/go_plugin/echo.go";
  const std::string program = build / "bench" / "go_plugin_echo";
  const std::string cache = build / "bench" / "go-cache";
  const std::string make =
      kGoEnvironment + cache + " go build -o " + program + " " + source + " 1>&2";
  if (std::system("command -v go >/dev/null") != 0 || std::system(make.c_str()) != 0) {
    std::cerr << "  no go-plugin to compare with: ./dev bench boundary installs it\n";
    return {};
  }
  std::FILE* output = ::popen(program.c_str(), "r");
  require(output != nullptr, "cannot start " + program);
  std::vector<double> took;
  for (double each = 0; std::fscanf(output, "%lf", &each) == 1;) took.push_back(each);
  require(::pclose(output) == 0 && !took.empty(), "go-plugin's echo failed");
  const int calls = static_cast<int>(took.size());
  return {median(took), calls};
}

}  // namespace kontor::bench
