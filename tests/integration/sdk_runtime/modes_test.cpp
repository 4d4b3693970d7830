#include <gtest/gtest.h>

#include <mutex>
#include <vector>

#include "tests/integration/sdk_runtime/fixture.hpp"

namespace kontor::runtime {
namespace {

struct Asked {
  std::string operation;
  std::string request;
};

struct Script {
  std::string name;
  PluginProcessOptions options;
  std::vector<Asked> calls;
};

PluginProcessOptions plugin(const std::string& name) {
  PluginProcessOptions options = fixture("behaving", "test.behaving");
  options.file = folder("KONTOR_PLUGINS") / name / "plugin.so";
  const auto bytes = read_file(options.file, std::size_t{64} << 20);
  options.sha256_hex = bytes ? crypto::sha256_hex(*bytes) : "";
  options.facts = {"example." + name, "1.0.0"};
  return options;
}

std::string described(const Result<std::string>& result) {
  if (result) return "answered " + *result;
  return "failed " + std::to_string(static_cast<int>(result.error().code)) + " " +
         result.error().message + " " + result.error().detail;
}

// All that passes the boundary while the script runs, and how each call ended.
class Performance {
 public:
  static std::string of(const Script& script, PluginMode mode) {
    Performance performance;
    performance.run(script, mode);
    return performance.transcript_;
  }

 private:
  void run(const Script& script, PluginMode mode) {
    auto options = script.options;
    options.mode = mode;
    options.on_log = [this](LogLevel level, std::string_view text) {
      note("log " + std::to_string(static_cast<int>(level)) + " " + std::string(text));
    };
    auto started = PluginProcess::start(std::move(options),
                                        [this](const HostCall& call) { return serve(call); });
    note("start " + (started ? "ok" : started.error().message));
    if (!started) return;
    plugin_ = std::move(*started);
    for (const auto& [operation, request] : script.calls)
      note(operation + " " + described(plugin_->call(operation, request)));
    plugin_->stop();
    note(std::string("alive ") + (plugin_->alive() ? "yes" : "no"));
    const auto after = plugin_->call("echo", "x");  // The message says how it ended.
    note("after the end " + std::to_string(static_cast<int>(after.error().code)));
  }

  // Keeps a value under "storage.put/1", refuses "fail", calls the plugin again for "again".
  HostAnswer serve(const HostCall& call) {
    const std::string operation(call.operation);
    const std::string request(call.request);
    note("asked " + operation + " " + request);
    if (request == "fail") return {Error{ErrorCode::forbidden, "not for you", R"({"a":1})"}};
    if (request == "again") {
      const auto inner = plugin_->call("ask", "inner");
      return inner ? HostAnswer{"inner: " + *inner} : HostAnswer{inner.error()};
    }
    if (request == "for ever") {
      const auto inner = plugin_->call("ask", "for ever");
      return inner ? HostAnswer{*inner} : HostAnswer{inner.error()};
    }
    if (operation == "storage.get/1") return {std::string(R"({"value":41})")};
    if (operation == "storage.put/1") return {std::string("{}")};
    return {"host says " + request};
  }

  void note(const std::string& line) {
    const std::lock_guard lock(mutex_);
    transcript_ += line + "\n";
  }

  std::unique_ptr<PluginProcess> plugin_;
  std::mutex mutex_;
  std::string transcript_;
};

const char* const kGreet =
    R"({"action":"hello.greet","actor":{"kind":"user","id":"u1"},)"
    R"("record":{"entity":"person","id":"p1","fields":{"first_name":"Åsa"}}})";
const char* const kSave =
    R"({"entity":"person","records":[)"
    R"({"id":"p1","is_new":true,"fields":{"first_name":"Ёла","last_name":" Smith "}},)"
    R"({"id":"p2","is_new":false,"fields":{"first_name":"","last_name":""}}]})";

std::vector<Script> scripts() {
  const std::vector<Asked> hello = {{"plugin.start/1", R"({"settings":{}})"},
                                    {"plugin.health/1", "{}"},
                                    {"action.run/1", kGreet},
                                    {"record.before_save/1", kSave},
                                    {"record.before_save/1", "no JSON"},
                                    {"widget.data/1", R"({"widget":"hello.count"})"},
                                    {"no.such/1", "{}"}};
  return {
      {"hello_c", plugin("hello-c"), hello},
      {"hello_cpp", plugin("hello-cpp"), hello},
      {"re_entrant",
       fixture("behaving", "test.behaving"),
       {{"echo", R"({"name":"Åsa Ёлкина"})"},
        {"echo", ""},
        {"", "an operation without a name"},
        {"refuse", "{}"},
        {"odd-status", "{}"},
        {"not-utf8", ""},
        {"ask", "hello"},
        {"ask", "fail"},
        {"ask", "again"},
        {"ask", "for ever"},
        {"log", "3"},
        {"large", ""},
        {"huge", ""},
        {"echo", std::string(std::size_t{17} << 20, 'x')},
        {"ask-threads", "0"}}},
      {"fails_in_create", fixture("fail_in_create", "test.broken"), {}},
      {"without_functions", fixture("empty_plugin", "test.broken"), {}},
      {"another_id", fixture("other_id", "test.broken"), {}},
  };
}

class ModesTest : public ::testing::TestWithParam<Script> {};

TEST_P(ModesTest, GivesTheSameBytesInARunnerAndInTheHostsProcess) {
  const std::string in_runner = Performance::of(GetParam(), PluginMode::sandbox);
  const std::string in_host = Performance::of(GetParam(), PluginMode::in_process);

  EXPECT_TRUE(in_runner == in_host) << in_runner.substr(0, 20'000) << "\n----\n"
                                    << in_host.substr(0, 20'000);
}

INSTANTIATE_TEST_SUITE_P(Plugins, ModesTest, ::testing::ValuesIn(scripts()),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace kontor::runtime
