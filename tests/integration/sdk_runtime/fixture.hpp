#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>

#include "base/core/files.hpp"
#include "base/crypto/hash.hpp"
#include "sdk/runtime/plugin_process.hpp"

namespace kontor::runtime {

// A folder that ctest names.
inline std::filesystem::path folder(const char* variable) {
  const char* value = std::getenv(variable);
  return value == nullptr ? "" : value;
}

inline std::filesystem::path fixture_file(const std::string& name) {
  return folder("KONTOR_BIN").parent_path() / "tests" / "sdk_runtime_fixtures" / (name + ".so");
}

// Options that start the fixture `name`, whose manifest would say `id` 1.0.0.
inline PluginProcessOptions fixture(const std::string& name, const std::string& id) {
  PluginProcessOptions options;
  options.runner = folder("KONTOR_BIN") / "kontor-runner";
  options.file = fixture_file(name);
  const auto bytes = read_file(options.file, std::size_t{64} << 20);
  options.sha256_hex = bytes ? crypto::sha256_hex(*bytes) : "";
  options.facts = {id, "1.0.0"};
  options.call_deadline_ms = 20'000;
  options.start_timeout_ms = 20'000;
  return options;
}

// Polls until `condition` holds, 20 seconds at most.
template <typename Condition>
bool eventually(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

inline std::string mode_name(const ::testing::TestParamInfo<PluginMode>& test) {
  return test.param == PluginMode::sandbox ? "sandbox" : "in_process";
}

inline HostAnswer answer_nothing(const HostCall&) { return {std::string("{}")}; }

}  // namespace kontor::runtime
