#include "tests/bench/boundary/course.hpp"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <thread>
#include <vector>

#include "base/core/files.hpp"
#include "base/crypto/hash.hpp"

namespace kontor::bench {
namespace {

using Clock = std::chrono::steady_clock;

double us_since(Clock::time_point start) {
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

double cpu_us(const runtime::PluginProcess& plugin) {
  timespec used{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) * 1e6 + static_cast<double>(used.tv_nsec) / 1e3 +
         static_cast<double>(plugin.usage().cpu_us);
}

void pin(int process, int core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  for (int each = 0; each < CPU_SETSIZE; ++each)
    if (core < 0 || each == core) CPU_SET(each, &cores);
  require(::sched_setaffinity(process, sizeof cores, &cores) == 0, "cannot pin a process");
}

}  // namespace

void require(bool holds, const std::string& what) {
  if (holds) return;
  std::cerr << "boundary_bench: " << what << '\n';
  std::exit(1);
}

PluginHandle start(const Plugin& plugin, runtime::PluginMode mode, int concurrency) {
  const auto build = std::filesystem::canonical("/proc/self/exe").parent_path().parent_path();
  runtime::PluginProcessOptions options;
  options.runner = build / "bin" / "kontor-runner";
  options.file = build / plugin.file;
  const auto bytes = read_file(options.file, std::size_t{64} << 20);
  require(static_cast<bool>(bytes), "build " + plugin.file + " first");
  options.sha256_hex = crypto::sha256_hex(*bytes);
  options.facts = plugin.facts;
  options.mode = mode;
  options.concurrency = concurrency;
  auto started = runtime::PluginProcess::start(std::move(options), [](const runtime::HostCall&) {
    return runtime::HostAnswer{std::string("{}")};
  });
  require(static_cast<bool>(started), started ? "" : started.error().message);
  return std::move(*started);
}

Course run(runtime::PluginProcess& plugin, int calls, Gaps gaps,
           const std::function<void()>& call) {
  if (gaps == Gaps::none)
    for (int warm = 0; warm < std::max(calls / 10, 1); ++warm) call();
  std::vector<double> took;
  took.reserve(static_cast<std::size_t>(calls));
  const double before = cpu_us(plugin);
  for (int number = 0; number < calls; ++number) {
    if (gaps == Gaps::one_millisecond) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const auto started = Clock::now();
    call();
    took.push_back(us_since(started));
  }
  const double cpu = (cpu_us(plugin) - before) / calls;
  std::sort(took.begin(), took.end());
  return {took[took.size() / 2], took[took.size() * 99 / 100], cpu, calls};
}

double run_together(int threads, int calls, const std::function<void()>& call) {
  const auto started = Clock::now();
  std::vector<std::thread> callers;
  for (int thread = 0; thread < threads; ++thread)
    callers.emplace_back([&call, each = calls / threads] {
      for (int number = 0; number < each; ++number) call();
    });
  for (std::thread& caller : callers) caller.join();
  return us_since(started) / calls;
}

void echo(runtime::PluginProcess& plugin) {
  static const std::string request = "\"" + std::string(1022, 'x') + "\"";
  const auto answer = plugin.call("echo", request);
  require(answer && answer->size() == request.size(), "the echo is wrong");
}

Pinned::Pinned(int plugin_process, int own_core, int plugin_core) {
  pin(plugin_process, plugin_core);
  pin(0, own_core);
}

Pinned::~Pinned() { pin(0, -1); }

}  // namespace kontor::bench
