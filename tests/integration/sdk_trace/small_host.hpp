#pragma once

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/core/files.hpp"
#include "base/crypto/hash.hpp"
#include "sdk/trace/recording.hpp"
#include "sdk/trace/replay.hpp"

namespace kontor::trace {

// A host of a few lines around the real runner, and a folder for traces.
class SmallHost : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "kontor-trace-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder = pattern;
  }
  void TearDown() override {
    plugin.reset();  // Peers end with their connections.
    for (std::thread& peer : peers) peer.join();
    std::filesystem::remove_all(folder);
  }

  static std::filesystem::path built(const std::string& name) {
    return std::filesystem::path(std::getenv("KONTOR_PLUGINS")) / name / "plugin.so";
  }
  static runtime::PluginProcessOptions options(const std::string& name = "test-trace") {
    runtime::PluginProcessOptions made;
    made.runner = std::filesystem::path(std::getenv("KONTOR_BIN")) / "kontor-runner";
    made.file = built(name);
    made.sha256_hex = crypto::sha256_hex(read_file(made.file, std::size_t{64} << 20).value());
    made.facts = {"test.trace", "1.0.0"};
    made.call_deadline_ms = made.start_timeout_ms = 20'000;
    return made;
  }
  std::filesystem::path file() const { return folder / "test.ktrace"; }

  // Records what `work` does with the plugin.
  template <typename Work>
  Trace record(Work work) {
    std::filesystem::remove(file());
    Header header{.plugin = "test.trace", .version = "1.0.0"};
    header.abi = "1.0";
    std::shared_ptr<TraceWriter> writer = TraceWriter::create(file(), header).value();
    auto started = start_recorded(
        options(), [this](const runtime::HostCall& call) { return serve(call); }, writer);
    EXPECT_TRUE(started) << started.error().message;
    plugin = std::move(*started);
    work();
    plugin->stop();
    plugin.reset();
    return read_trace(file()).value();
  }
  Result<std::string> act(const std::string& action) {
    return plugin->call("action.run/1", R"({"action":")" + action +
                                            R"(","actor":{"id":"u","name":"U"},"input":{}})");
  }
  static Result<ReplayReport> play(const Trace& trace, const std::string& name) {
    return replay(trace, [name](runtime::HostCallHandler handler) {
      auto made = options(name);
      made.runner = traced_runner(made.runner);
      return runtime::PluginProcess::start(std::move(made), std::move(handler));
    });
  }

  runtime::HostAnswer serve(const runtime::HostCall& call) {
    const auto request = parse_json(call.request);
    if (call.operation == "secret.get/1") return {std::string(R"({"value":"very secret"})")};
    if (call.operation == "net.connect/1") return connect();
    const std::string key = request ? request->value("key", "") : "";
    if (call.operation == "storage.put/1") {
      const std::lock_guard lock(mutex);
      stored[key] = (*request)["value"];
      ++puts;
      return {std::string("{}")};
    }
    if (call.operation != "storage.get/1") return {Error{ErrorCode::not_found, "no such thing"}};
    if (key == "nest") {
      const auto inner = act("trace.count");
      return {R"({"value":)" + (inner ? *inner : "null") + "}"};
    }
    const std::lock_guard lock(mutex);
    return {to_text(Json{{"value", stored.contains(key) ? stored[key] : Json(nullptr)}})};
  }

  // A peer that answers questions, and tells three things by itself when it is told to.
  runtime::HostAnswer connect() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
      return {Error{ErrorCode::unavailable, "no connection"}};
    peers.emplace_back([end = runtime::Descriptor(ends[1])] {
      std::string line;
      for (char letter = 0; ::recv(end.get(), &letter, 1, 0) == 1;) {
        if (letter != '\n') {
          line += letter;
          continue;
        }
        const std::string said = line == "tell" ? "one\ntwo\nthree\n" : "answer to " + line + "\n";
        if (::send(end.get(), said.data(), said.size(), MSG_NOSIGNAL) < 0 || line == "tell") return;
        line.clear();
      }
    });
    return {std::string(R"({"descriptor":0})"), runtime::Descriptor(ends[0])};
  }

  std::filesystem::path folder;
  std::mutex mutex;
  int puts = 0;
  std::map<std::string, Json> stored;
  std::vector<std::thread> peers;
  std::unique_ptr<runtime::PluginProcess> plugin;
};

}  // namespace kontor::trace
