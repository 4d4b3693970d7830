#pragma once

#include <functional>

#include "sdk/check/finding.hpp"
#include "sdk/package/manifest.hpp"
#include "sdk/runtime/sandbox/policy.hpp"

namespace kontor::check {

struct TrialOptions {
  std::filesystem::path runner;   // The kontor-runner program.
  std::filesystem::path library;  // The plugin's .so.
  std::uint32_t seed = 1;         // Of the wrong requests; the same seed, the same requests.
  int fuzz = 200;                 // Wrong requests for each contribution.
  // Told before each part begins: "calling every contribution". May be empty.
  std::function<void(const std::string& part)> on_progress = {};
};

// What a plugin cost while it was tried.
struct Measures {
  double start_ms = 0;            // From nothing to the answer to plugin.start, the median.
  std::int64_t memory_bytes = 0;  // After one call of everything …
  std::int64_t memory_after_fuzz_bytes = 0;  // … and after all the wrong ones.
  std::int64_t calls = 0, host_calls = 0, cpu_us = 0;
  runtime::SandboxReport layers;
};

struct TrialResult {
  Findings findings;
  Measures measures;
};

// Runs the plugin in the sandbox before a host in memory and tries the contract: it starts,
// answers each contribution by its schema, says not_found to what it does not know, lives
// when the host refuses it everything or is not there, answers while it asks, takes as many
// calls at once as its manifest promises, writes no answer after its call, asks nothing from
// threads of its own before it is created, survives wrong requests, and ends when told to.
// A plugin that dies is started again, so that one fault does not hide the next.
TrialResult try_plugin(const package::Manifest& manifest, const TrialOptions& options);

}  // namespace kontor::check
