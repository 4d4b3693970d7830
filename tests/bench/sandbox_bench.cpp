// A plugin's process behind every layer of the sandbox: how long until it answers, what it
// costs while it idles, and both beside 1, 10 and 100 others.

#include <grp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "base/core/files.hpp"
#include "base/crypto/hash.hpp"
#include "sdk/runtime/plugin_process.hpp"
#include "tests/bench/report.hpp"

namespace {

using kontor::bench::Better;
using kontor::bench::Figure;
using kontor::runtime::PluginProcess;
using kontor::runtime::PluginProcessOptions;
using Clock = std::chrono::steady_clock;
using Running = std::vector<std::unique_ptr<PluginProcess>>;

constexpr int kStarts = 200;
constexpr int kTogether = 50;
constexpr uid_t kOrdinary = 12345;
constexpr int kCallsEach = 200;

void require(bool holds, const std::string& what) {
  if (holds) return;
  std::cerr << "sandbox_bench: " << what << '\n';
  std::exit(1);
}

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

PluginProcessOptions options_of_fixture() {
  const auto build = std::filesystem::canonical("/proc/self/exe").parent_path().parent_path();
  PluginProcessOptions options;
  options.runner = build / "bin" / "kontor-runner";
  options.file = build / "tests" / "sdk_runtime_fixtures" / "behaving.so";
  const auto bytes = kontor::read_file(options.file, std::size_t{64} << 20);
  require(static_cast<bool>(bytes), "build the fixture plugins first");
  options.sha256_hex = kontor::crypto::sha256_hex(*bytes);
  options.facts = {"test.behaving", "1.0.0"};
  return options;
}

std::unique_ptr<PluginProcess> start(const PluginProcessOptions& options) {
  auto started = PluginProcess::start(options, [](const kontor::runtime::HostCall&) {
    return kontor::runtime::HostAnswer{std::string("{}")};
  });
  require(static_cast<bool>(started), started ? "" : started.error().message);
  const auto answer = (*started)->call("echo", "x");
  require(answer && *answer == "x", "the echo is wrong");
  return std::move(*started);
}

double start_p50_ms(const PluginProcessOptions& options, int times) {
  std::vector<double> taken;
  for (int time = 0; time < times; ++time) {
    const auto before = Clock::now();
    const auto plugin = start(options);
    taken.push_back(ms_since(before));
  }
  return kontor::bench::median(taken);
}

// The same as a user who is not root, from a folder everybody may enter: the production case.
// Measured in a process of its own; 0 where it cannot be.
double ordinary_start_p50_ms(PluginProcessOptions options, int times) {
  std::string folder = std::filesystem::temp_directory_path() / "kontor-bench-XXXXXX";
  std::array<int, 2> ends{};
  if (::mkdtemp(folder.data()) == nullptr || ::pipe(ends.data()) != 0) return 0;
  for (auto* file : {&options.runner, &options.file}) {
    const auto copy = std::filesystem::path(folder) / file->filename();
    std::filesystem::copy_file(*file, copy);
    std::filesystem::permissions(copy, std::filesystem::perms(0755));
    *file = copy;
  }
  std::filesystem::permissions(folder, std::filesystem::perms(0755));
  const pid_t child = ::fork();
  if (child == 0) {
    double taken = 0;
    if (::setgroups(0, nullptr) == 0 && ::setresgid(kOrdinary, kOrdinary, kOrdinary) == 0 &&
        ::setresuid(kOrdinary, kOrdinary, kOrdinary) == 0)
      taken = start_p50_ms(options, times);
    ::_exit(::write(ends[1], &taken, sizeof taken) == sizeof taken ? 0 : 1);
  }
  double taken = 0;
  ::waitpid(child, nullptr, 0);
  require(::read(ends[0], &taken, sizeof taken) == sizeof taken, "the ordinary user failed");
  std::filesystem::remove_all(folder);
  return taken;
}

double memory_mb(const Running& plugins) {
  double bytes = 0;
  for (const auto& plugin : plugins) bytes += static_cast<double>(plugin->usage().memory_bytes);
  return bytes / static_cast<double>(plugins.size()) / 1e6;
}

double call_p50_us(const Running& plugins) {
  std::vector<double> taken;
  for (int round = 0; round < kCallsEach; ++round)
    for (const auto& plugin : plugins) {
      const auto before = Clock::now();
      require(static_cast<bool>(plugin->call("echo", "x")), "a call fails");
      taken.push_back(ms_since(before) * 1000);
    }
  return kontor::bench::median(taken);
}

void add(std::vector<Figure>& figures, std::string name, double value, std::string unit, int n,
         std::optional<double> target = {}) {
  figures.push_back({.name = std::move(name),
                     .value = value,
                     .unit = std::move(unit),
                     .better = Better::lower,
                     .target = target,
                     .n = n});
}

}  // namespace

int main(int count, char** arguments) {
  require(count == 2, "give the JSON file to write");
  const auto options = options_of_fixture();
  std::vector<Figure> figures;
  {
    const auto plugin = start(options);
    int holding = 0;
    for (const auto& layer : plugin->sandbox())
      holding += layer.state == kontor::runtime::SandboxLayer::State::holds ? 1 : 0;
    figures.push_back({.name = "layers that hold on this machine, of 13",
                       .value = static_cast<double>(holding),
                       .unit = "",
                       .better = Better::higher});
  }
  add(figures, "start to first answer, p50", start_p50_ms(options, kStarts), "ms", kStarts, 5);
  if (::geteuid() == 0)
    add(figures, "start to first answer as an ordinary user, p50",
        ordinary_start_p50_ms(options, kStarts), "ms", kStarts, 5);
  {
    Running plugins;
    const auto before = Clock::now();
    for (int number = 0; number < kTogether; ++number) plugins.push_back(start(options));
    add(figures, "50 plugins ready", ms_since(before), "ms", kTogether, 500);
    add(figures, "memory (PSS) of an idle runner and its plugin", memory_mb(plugins), "MB",
        kTogether, 2);
  }
  Running plugins;
  for (const int others : {1, 10, 100}) {
    while (static_cast<int>(plugins.size()) < others) plugins.push_back(start(options));
    const std::string beside = ", " + std::to_string(others) + " running";
    add(figures, "start to first answer, p50" + beside, start_p50_ms(options, kStarts / 4), "ms",
        kStarts / 4);
    add(figures, "memory (PSS) each" + beside, memory_mb(plugins), "MB", others);
    add(figures, "round trip, each in turn, p50" + beside, call_p50_us(plugins), "us",
        kCallsEach * others);
  }
  require(static_cast<bool>(kontor::bench::write_report(arguments[1], figures)),
          "cannot write the report");
}
