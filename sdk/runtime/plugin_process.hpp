#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/core/result.hpp"
#include "sdk/runtime/descriptor.hpp"

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

enum class LogLevel { debug, info, warning, error };

struct PluginProcessOptions {
  std::filesystem::path runner;  // The kontor-runner program.
  std::filesystem::path file;    // The plugin's .so …
  std::string sha256_hex;        // … and what its bytes must hash to, lower case.
  PluginFacts facts;
  int start_timeout_ms = 5000;  // Until create() has returned.
  int call_deadline_ms = 5000;  // For calls that name none.
  int host_threads = 4;         // Largest size of the pool for HostCallHandler.
  // A line the plugin logged: bounded in length and number. Default: the host's log.
  std::function<void(LogLevel, std::string_view text)> on_log = {};
  // The runner has ended without stop(); `cause` says how. Called once, from a thread of
  // the process; may not call stop() or destroy the process.
  std::function<void(const std::string& cause)> on_death = {};
};

// One plugin in a kontor-runner process of its own.
//
// start() copies the file into sealed memory while hashing it, reads its entry without
// running any of its code, and loads those very bytes in the runner. Bytes that do not
// fit are `untrusted` or `invalid_argument` before a process exists.
//
// When the runner dies, however it does, every waiting call fails with `unavailable`.
// A call whose deadline passes kills the runner: a plugin that hangs cannot be trusted
// with the next call. When the host dies the kernel kills the runner.
//
// Any thread. Calls are served one at a time in the order they come; a call made while
// answering this plugin's own host call is served inside it.
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
  virtual int pid() const = 0;
};

}  // namespace kontor::runtime
