#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/core/files.hpp"
#include "base/core/json.hpp"
#include "base/crypto/hash.hpp"
#include "sdk/runtime/plugin_process.hpp"

namespace kontor::conformance {

// A plugin that was built once, for the release whose number its folder bears.
struct FrozenPlugin {
  std::string release;  // "1.0"
  std::string name;     // "frozen-cpp"

  std::filesystem::path folder() const {
    return std::filesystem::path(std::getenv("KONTOR_SOURCE")) / "tests/fixtures/frozen" / release;
  }
  std::filesystem::path file() const { return folder() / (name + ".so"); }
  std::string id() const { return "frozen." + name.substr(name.find('-') + 1); }
  std::string bytes() const { return read_file(file(), std::size_t{1} << 20).value(); }
  // {"host": {operation: answer}, "calls": [{"operation", "request", <name>: answer}]}
  Json calls() const {
    return Json::parse(read_file(folder() / "calls.json", std::size_t{1} << 20).value());
  }
};

// In the order of releases; every one that was ever frozen.
inline std::vector<FrozenPlugin> frozen_plugins() {
  return {{"1.0", "frozen-c"}, {"1.0", "frozen-cpp"}};
}

// Options that start `file`, whose signed manifest says what the frozen plugin says.
inline runtime::PluginProcessOptions options_for(const FrozenPlugin& plugin,
                                                 const std::filesystem::path& file,
                                                 runtime::PluginMode mode) {
  runtime::PluginProcessOptions options;
  options.runner = std::filesystem::path(std::getenv("KONTOR_BIN")) / "kontor-runner";
  options.file = file;
  options.sha256_hex = crypto::sha256_hex(read_file(file, std::size_t{1} << 20).value());
  options.facts = {plugin.id(), "1.0.0"};
  options.mode = mode;
  options.start_timeout_ms = 20'000;
  options.call_deadline_ms = 20'000;
  options.on_log = [](runtime::LogLevel, std::string_view) {};
  return options;
}

}  // namespace kontor::conformance
