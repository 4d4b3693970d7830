#pragma once

#include <algorithm>
#include <string>

#include "host/plugins/crash_log.hpp"
#include "host/plugins/health_watch.hpp"
#include "tests/integration/host_plugins/company.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/program.hpp"

namespace kontor::host {

// A company whose plugins live by a clock of the test's, with the plugin "example.steady".
class SupervisionTest : public CompanyTest {
 protected:
  static constexpr const char* kSteady = "example.steady";

  const Clock& plugins_clock() override { return time; }
  void choose(PluginsParts& parts) override {
    parts.safe_mode = safe_mode;
    parts.missing_layers = missing_layers;
  }
  void restart_host() {
    close();
    open();
    plugins->start_all();
  }

  Result<Json> install_steady(const std::string& version, const Json& manifest = Json::object()) {
    return install(changed(built("steady-" + version), manifest));
  }
  Json inspect() {
    const auto shown = plugins->inspect(kSteady);
    EXPECT_TRUE(shown) << shown.error().message;
    return shown ? *shown : Json::object();
  }
  std::string state() { return inspect().value("state", ""); }
  bool becomes(const std::string& wanted) {
    return testing::eventually([&] { return state() == wanted; });
  }
  Result<Json> act(const std::string& action, const Json& input = Json::object()) {
    return plugins->act(admin, kSteady, "steady." + action, nullptr, input);
  }
  // The version that answers, or what kept it from answering.
  std::string echo() {
    const auto answer = act("echo");
    return answer ? (*answer)["output"]["version"].get<std::string>() : answer.error().message;
  }
  std::size_t crashes() { return inspect()["crashes"].size(); }
  // Crashes it and waits until that is on record.
  void crash() {
    const std::size_t before = crashes();
    EXPECT_FALSE(act("crash"));
    EXPECT_TRUE(testing::eventually([&] { return crashes() > before; }));
  }
  void crash_and_come_back() {
    crash();
    EXPECT_TRUE(testing::eventually([&] {
      time.advance(100);
      return state() == "running";
    })) << inspect();
  }
  bool audited(const std::string& action) {
    const auto rows = database->read([&](db::Session& session) {
      return session.query("SELECT sequence FROM audit_entry WHERE action = $1", {action});
    });
    EXPECT_TRUE(rows) << rows.error().message;
    return rows && !rows->empty();
  }

  testing::FakeClock time;
  bool safe_mode = false;
  runtime::SandboxPolicy::Missing missing_layers = runtime::SandboxPolicy::Missing::warn;
};

}  // namespace kontor::host
