#pragma once

#include <functional>
#include <string>
#include <thread>

#include "tests/integration/host_plugins/company.hpp"

namespace kontor::host {

// A company with the plugin "test.desk", which calls the host as a test says.
class DeskTest : public CompanyTest {
 protected:
  void SetUp() override {
    CompanyTest::SetUp();
    const auto installed = install(built("test-desk"));
    ASSERT_TRUE(installed) << installed.error().message;
  }
  void choose(PluginsParts& parts) override {
    parts.ca_file = ca_file;
    parts.mail_server = mail_server;
    parts.mail_from = "Exempel AB <crm@example.test>";
    parts.public_url = "https://crm.example.test";
  }
  Json act(const std::string& action, const Json& input) {
    const auto done = plugins->act(admin, "test.desk", "desk." + action, nullptr, input);
    EXPECT_TRUE(done) << done.error().message;
    return done ? (*done)["output"] : Json();
  }
  // What the host answers the plugin: {"answer"} or {"status","message"}.
  Json ask(const std::string& operation, const Json& request) {
    return act("ask", {{"operation", operation}, {"request", request}});
  }
  Json stored(const std::string& key) {
    return ask("storage.get/1", {{"key", key}})["answer"]["value"];
  }
  void set_gateway(const std::string& gateway) {
    const Status set = plugins->set_settings(admin, "test.desk", {{"gateway", gateway}});
    ASSERT_TRUE(set) << set.error().message;
  }
  // A person who may be written to, with the consent plugin's word for it.
  Record consenting(const std::string& email) {
    if (!plugins->describe("kontor.consent")) {
      EXPECT_TRUE(install(built("consent")));
    }
    const Record someone = person({{"first_name", "Anna"}, {"email", email}});
    const auto recorded = plugins->act(admin, "kontor.consent", "consent.record",
                                       {{"entity", "person"}, {"id", someone.id}},
                                       {{"purpose", "marketing"}, {"proof", "on paper"}});
    EXPECT_TRUE(recorded) << recorded.error().message;
    return someone;
  }
  static bool eventually(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
  }
  // A certificate for localhost that signs itself, in `data`.
  void make_certificate() {
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
        "-subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout " +
        (data / "key.pem").string() + " -out " + (data / "certificate.pem").string() +
        " 2>/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);
  }

  std::string ca_file;
  std::string mail_server;
};

}  // namespace kontor::host
