#pragma once

#include <string>
#include <vector>

#include "tests/integration/plugins/plugin_fixture.hpp"
#include "tests/support/ami_server.hpp"
#include "tests/support/program.hpp"

namespace kontor::testing {

// The telephony plugin at an exchange of the tests: user-1 sits at 101, Eva Ek of Nord AB
// has +46701234567.
class TelephonyPluginTest : public PluginFixture {
 protected:
  TelephonyPluginTest() : PluginFixture("telephony") {
    host.set_secret("secret", "pbx");
    const std::string organisation = host.add_record("organisation", {{"name", "Nord AB"}});
    eva = host.add_record(
        "person", {{"name", "Eva Ek"}, {"phone", "+46701234567"}, {"organisation", organisation}});
  }

  Json settings(const Json& more = Json::object()) const {
    Json all = {{"address", "127.0.0.1:" + std::to_string(exchange.port())},
                {"username", "pbx"},
                {"channel", "PJSIP/{extension}"},
                {"extensions", {{"101", "user-1"}}}};
    all.update(more);
    return all;
  }
  void connect(const Json& more = Json::object()) {
    load(settings(more));
    ASSERT_TRUE(eventually([this] { return health() == "ok"; }));
  }
  std::string health() { return plugin().call<op::PluginHealth>({})->status; }
  bool has_pushes(std::size_t count) {
    return host.wait_until([&] { return host.pushes().size() >= count; }, 10000);
  }
  bool has_ended(std::size_t count = 1) {
    return host.wait_until([&] { return host.events().size() >= count; }, 10000);
  }

  // The states of the cards pushed, in order.
  std::vector<std::string> states() const {
    std::vector<std::string> list;
    for (const auto& push : host.pushes()) list.push_back(push.payload["state"]);
    return list;
  }
  bool has_state(const std::string& state) {
    return host.wait_until([&] { return !states().empty() && states().back() == state; }, 10000);
  }
  bool has_action(const std::string& name) {
    return eventually([&] { return !exchange.actions(name).empty(); });
  }

  AmiServer exchange;
  std::string eva;
};

}  // namespace kontor::testing
