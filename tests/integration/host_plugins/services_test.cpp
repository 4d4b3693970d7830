#include "tests/integration/host_plugins/company.hpp"

namespace kontor::host {
namespace {

// Two plugins that call each other's services.
class ServicesTest : public CompanyTest {
 protected:
  void install_broker(int deadline_ms = 5000) {
    const auto installed =
        install(changed(built("test-broker"), {{"limits", {{"call_deadline_ms", deadline_ms}}}}));
    ASSERT_TRUE(installed) << installed.error().message;
  }
  void install_peer() {
    const auto installed = install(built("test-peer"));
    ASSERT_TRUE(installed) << installed.error().message;
  }
  // What the broker gets when it calls a service: {"answer"} or {"status","message"}.
  Json call(const std::string& service, const std::string& method, const Json& request) {
    const auto done =
        plugins->act(admin, "test.broker", "broker.ask", nullptr,
                     {{"operation", "service.call/1"}, {"request", to(service, method, request)}});
    EXPECT_TRUE(done) << done.error().message;
    return done ? (*done)["output"] : Json();
  }
  static Json to(const std::string& service, const std::string& method, const Json& request) {
    return {{"service", service}, {"method", method}, {"request", request}};
  }
};

TEST_F(ServicesTest, APluginWaitingForAnotherIsNotKilledWhileTheOtherWorksWithinItsDeadline) {
  install_broker(/*deadline_ms=*/300);
  install_peer();

  const Json answer = call("test.peer/1", "sleep", {{"ms", 900}});

  EXPECT_EQ(answer["answer"]["response"]["slept"], true) << answer;
  EXPECT_EQ((*plugins->describe("test.broker"))["state"], "running");
}

TEST_F(ServicesTest, AProviderThatIsStoppedOrWasNeverThereIsNamed) {
  install_broker();
  const Json never = call("test.peer/1", "echo", Json::object());
  install_peer();
  ASSERT_TRUE(plugins->stop(admin, "test.peer"));
  const Json stopped = call("test.peer/1", "echo", Json::object());

  EXPECT_EQ(never["status"], 4);
  EXPECT_NE(never["message"].get<std::string>().find("no plugin here provides"), std::string::npos);
  EXPECT_EQ(stopped["status"], 8);
  EXPECT_NE(stopped["message"].get<std::string>().find("test.peer, which is stopped"),
            std::string::npos)
      << stopped;
}

TEST_F(ServicesTest, AProviderThatDiesOnTheWayIsNamedAndTheCallerLives) {
  install_broker();
  install_peer();

  const Json answer = call("test.peer/1", "die", Json::object());

  EXPECT_EQ(answer["status"], 8) << answer;
  const std::string message = answer["message"];
  EXPECT_NE(message.find("the service test.peer/1 did not answer: test.peer is not running"),
            std::string::npos)
      << message;
  EXPECT_EQ((*plugins->describe("test.broker"))["state"], "running");
}

}  // namespace
}  // namespace kontor::host
