#pragma once

#include <functional>
#include <memory>
#include <string>

#include "sdk/runtime/plugin_process.hpp"

namespace kontor::bench {

using PluginHandle = std::unique_ptr<runtime::PluginProcess>;

void require(bool holds, const std::string& what);  // Or the program ends.

struct Plugin {
  std::string file;  // Below the build folder.
  runtime::PluginFacts facts;
};
inline const Plugin kEcho{"tests/sdk_runtime_fixtures/behaving.so", {"test.behaving", "1.0.0"}};
inline const Plugin kHelloC{"plugins/hello-c/plugin.so", {"example.hello-c", "1.0.0"}};
inline const Plugin kBoundary{"plugins/test-boundary/plugin.so", {"test.boundary", "1.0.0"}};

PluginHandle start(const Plugin& plugin, runtime::PluginMode mode, int concurrency = 1);

// What calls took.
struct Course {
  double p50_us = 0;
  double p99_us = 0;
  double cpu_us = 0;  // Of host and runner, per call.
  int calls = 0;
};
enum class Gaps { none, one_millisecond };
// So many calls one after the other.
Course run(runtime::PluginProcess& plugin, int calls, Gaps gaps, const std::function<void()>& call);
// From several threads at once: microseconds from start to end, divided by the calls.
double run_together(int threads, int calls, const std::function<void()>& call);

// An echo of 1 KiB.
void echo(runtime::PluginProcess& plugin);

// Holds this process and the plugin's to these cores while it lives. Given back afterwards.
class Pinned {
 public:
  Pinned(int plugin_process, int own_core, int plugin_core);
  ~Pinned();
  Pinned(const Pinned&) = delete;
  Pinned& operator=(const Pinned&) = delete;
};

// go-plugin over gRPC doing the same echo back to back; nothing where there is no Go.
struct PeerCourse {
  double p50_us = 0;
  int calls = 0;
};
PeerCourse run_go_plugin();

}  // namespace kontor::bench
