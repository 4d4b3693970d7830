// One isolated round trip host → plugin → host with 1 KiB each way.

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <thread>

#include "base/core/files.hpp"
#include "base/crypto/hash.hpp"
#include "sdk/runtime/plugin_process.hpp"
#include "tests/bench/report.hpp"

namespace {

using kontor::bench::Better;
using kontor::bench::Figure;
using kontor::runtime::PluginProcess;

constexpr int kCalls = 20'000;
constexpr int kSpacedCalls = 500;

void require(bool holds, const std::string& what) {
  if (holds) return;
  std::cerr << "boundary_bench: " << what << '\n';
  std::exit(1);
}

double call_us(PluginProcess& plugin, const std::string& request) {
  const auto start = std::chrono::steady_clock::now();
  const auto answer = plugin.call("echo", request);
  const auto end = std::chrono::steady_clock::now();
  require(answer && answer->size() == request.size(), "the echo is wrong");
  return std::chrono::duration<double, std::micro>(end - start).count();
}

}  // namespace

int main(int count, char** arguments) {
  require(count == 2, "give the JSON file to write");
  const std::filesystem::path build =
      std::filesystem::canonical("/proc/self/exe").parent_path().parent_path();
  kontor::runtime::PluginProcessOptions options;
  options.runner = build / "bin" / "kontor-runner";
  options.file = build / "tests" / "sdk_runtime_fixtures" / "behaving.so";
  const auto bytes = kontor::read_file(options.file, std::size_t{64} << 20);
  require(static_cast<bool>(bytes), "build the fixture plugins first");
  options.sha256_hex = kontor::crypto::sha256_hex(*bytes);
  options.facts = {"test.behaving", "1.0.0"};
  auto started = PluginProcess::start(options, [](const kontor::runtime::HostCall&) {
    return kontor::runtime::HostAnswer{std::string("{}")};
  });
  require(static_cast<bool>(started), started ? "" : started.error().message);
  PluginProcess& plugin = **started;

  const std::string request = "\"" + std::string(1022, 'x') + "\"";
  for (int i = 0; i < 1000; ++i) call_us(plugin, request);
  std::vector<double> back_to_back;
  const double cpu_before =
      kontor::bench::process_cpu_s(plugin.pid()) + kontor::bench::process_cpu_s(getpid());
  for (int i = 0; i < kCalls; ++i) back_to_back.push_back(call_us(plugin, request));
  const double cpu_s = kontor::bench::process_cpu_s(plugin.pid()) +
                       kontor::bench::process_cpu_s(getpid()) - cpu_before;
  std::vector<double> spaced;
  for (int i = 0; i < kSpacedCalls; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    spaced.push_back(call_us(plugin, request));
  }
  const double resident_mb = static_cast<double>(kontor::bench::resident_bytes(plugin.pid())) / 1e6;

  const auto written = kontor::bench::write_report(
      arguments[1], {Figure{.name = "isolated round trip of 1 KiB, back to back, p50",
                            .value = kontor::bench::median(back_to_back),
                            .unit = "us",
                            .better = Better::lower,
                            .n = kCalls},
                     Figure{.name = "CPU of both sides per round trip",
                            .value = cpu_s / kCalls * 1e6,
                            .unit = "us",
                            .better = Better::lower,
                            .n = kCalls},
                     Figure{.name = "isolated round trip of 1 KiB, one a millisecond, p50",
                            .value = kontor::bench::median(spaced),
                            .unit = "us",
                            .better = Better::lower,
                            .n = kSpacedCalls},
                     Figure{.name = "resident memory of the idle runner",
                            .value = resident_mb,
                            .unit = "MB",
                            .better = Better::lower,
                            .target = 6}});
  require(static_cast<bool>(written), "cannot write the report");
}
