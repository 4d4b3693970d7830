#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/core/result.hpp"
#include "sdk/runtime/descriptor.hpp"
#include "sdk/runtime/sandbox/policy.hpp"

namespace kontor::runtime {

// What the signed manifest says; the entry in the file must say the same.
struct PluginFacts {
  std::string id;
  std::string version;
};

// A plugin's question to its host. The texts are borrowed for the call.
struct HostCall {
  std::string_view operation;  // "record.get/1"; not checked yet.
  std::string_view request;    // At most kFrameBytesMax; not checked yet.
  // By a thread of the plugin's own, not while it works for a call of the host.
  bool from_own_thread = false;
};

// The answer: JSON text or an error. A descriptor travels beside it; the plugin then
// reads {"descriptor": N} instead of `text`.
struct HostAnswer {
  Result<std::string> text;
  Descriptor descriptor = {};
};

// Answers the plugin's calls. Several threads at a time: the thread that called the plugin
// for what the plugin asks while it works for that call, a small pool of the process for
// what the plugin's own threads ask.
using HostCallHandler = std::function<HostAnswer(const HostCall&)>;

// The cause of the death of a plugin that kept a sink.
inline constexpr std::string_view kLateWrite =
    "wrote an answer after its call had returned, which a plugin may not do";

enum class LogLevel { debug, info, warning, error };

// Where the plugin's code runs.
enum class PluginMode {
  sandbox,  // In a runner of its own behind every layer this kernel has.
  // In the host's process, by explicit trust: it can do all that the host can, its crash is
  // the host's crash, and a call that hangs cannot be ended: the calling thread hangs too.
  in_process,
};

struct PluginProcessOptions {
  std::filesystem::path runner;  // The kontor-runner program.
  std::filesystem::path file;    // The plugin's .so …
  std::string sha256_hex;        // … and what its bytes must hash to, lower case.
  PluginFacts facts;
  PluginMode mode = PluginMode::sandbox;
  SandboxPolicy sandbox = {};   // Of PluginMode::sandbox only.
  int concurrency = 1;          // How many calls the plugin takes at a time.
  int start_timeout_ms = 5000;  // Until create() has returned.
  int call_deadline_ms = 5000;  // For calls that name none.
  int host_threads = 4;         // Largest size of the pool for HostCallHandler.
  // A line the plugin logged: bounded in length and number. Default: the host's log.
  std::function<void(LogLevel, std::string_view text)> on_log = {};
  // The runner has ended without stop(); `cause` says how. Called once, from a thread of
  // the process; may not call stop() or destroy the process.
  std::function<void(const std::string& cause)> on_death = {};
};

// What a plugin has used since it was started.
struct PluginUsage {
  std::int64_t cpu_us = 0;        // 0 in the host's process.
  std::int64_t memory_bytes = 0;  // Proportional set size; 0 in the host's process.
  std::int64_t calls = 0;         // The host's calls to the plugin …
  std::int64_t host_calls = 0;    // … and the plugin's to the host.
};

// One plugin, in a kontor-runner process of its own unless `mode` says otherwise.
//
// start() copies the file into sealed memory while hashing it, reads its entry without
// running any of its code, and loads those very bytes in the runner. Bytes that do not
// fit are `untrusted` or `invalid_argument` before a process exists.
//
// When the runner dies, however it does, every waiting call fails with `unavailable`.
// A call whose deadline passes kills the runner: a plugin that hangs cannot be trusted
// with the next call. When the host dies the kernel kills the runner. In the host's process
// a call that overruns its deadline fails just so once it has returned, and the plugin is
// not called again: alive() is false and on_death is called, as if it had been killed.
//
// Any thread. Calls are served one at a time in the order they come, or `concurrency` at a
// time; a call made while answering this plugin's own host call is served inside it.
class PluginProcess {
 public:
  static Result<std::unique_ptr<PluginProcess>> start(PluginProcessOptions options,
                                                      HostCallHandler handler);
  virtual ~PluginProcess() = default;  // Kills what still runs.

  // Asks the plugin. The answer is UTF-8 text of at most kFrameBytesMax bytes, not checked
  // further. The plugin's own failure comes back as its Error. The time the host itself
  // spends answering the plugin's questions does not count against the deadline (0: the
  // default one).
  virtual Result<std::string> call(std::string_view operation, std::string_view request,
                                   int deadline_ms = 0) = 0;

  // Asks the plugin to stop (plugin.stop/1), then to exit, and kills it after `grace_ms`.
  virtual void stop(int grace_ms = 2000) = 0;

  virtual bool alive() const = 0;
  virtual int pid() const = 0;  // Of the runner; the host's own in the host's process.

  virtual SandboxReport sandbox() const { return {}; }
  virtual PluginUsage usage() const { return {}; }
};

}  // namespace kontor::runtime
