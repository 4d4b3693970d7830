#include <set>

#include "base/http/client.hpp"
#include "tests/integration/host_plugins/company.hpp"
#include "tests/support/program.hpp"

namespace kontor::host {
namespace {

using testing::eventually;

constexpr int kPeople = 150;

// A real kontor-host, killed in the middle of its work, on the data of a company that has
// the broker test plugin installed.
class EventKillTest : public CompanyTest {
 protected:
  void SetUp() override {
    CompanyTest::SetUp();
    const auto installed = install(built("test-broker"));
    ASSERT_TRUE(installed) << installed.error().message;
    ASSERT_TRUE(accounts->add_user(admin, {.email = "admin@example.test",
                                           .name = "Admin",
                                           .password = "correct horse battery",
                                           .roles = {"administrator"}}));
    close();
    start_host();
  }
  void TearDown() override {
    host_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(data, ignored);
  }

  void start_host() {
    const auto port_file = data / "port";
    std::filesystem::remove(port_file);
    host_ = std::make_unique<testing::Program>(
        "kontor-host", testing::Arguments{"--data", data.string(), "--port", "0"}, data / "log");
    ASSERT_TRUE(eventually([&] { return std::filesystem::exists(port_file); })) << host_->output();
    const std::string port = read_file(port_file, 20).value();
    client_ = http::Client::create("http://127.0.0.1:" + port.substr(0, port.find('\n'))).value();
    const auto login =
        client_->send("POST", "/api/v1/login", {{"content-type", "application/json"}},
                      R"({"email":"admin@example.test","password":"correct horse battery"})");
    ASSERT_TRUE(login);
    const std::string cookie = login->headers.at("set-cookie");
    headers_ = {{"cookie", cookie.substr(0, cookie.find(';'))},
                {"x-kontor-csrf", parse_json(login->body)->value("csrf", "")}};
  }
  // Id of the new person, or "" when nobody acknowledged it.
  std::string create(int number) {
    const auto made =
        client_->call("POST", "/api/v1/records/person",
                      {{"fields", {{"first_name", "P" + std::to_string(number)}}}}, headers_);
    return made ? made->value("id", "") : "";
  }
  // Events in the order the plugin was told of them, repeats included.
  Json told() {
    const auto answer = client_->call(
        "POST", "/api/v1/actions/test.broker/broker.ask",
        {{"input", {{"operation", "storage.get/1"}, {"request", {{"key", "events"}}}}}}, headers_);
    if (!answer || !(*answer)["output"].contains("answer")) return Json::array();
    return (*answer)["output"]["answer"]["value"];
  }

  std::unique_ptr<testing::Program> host_;
  std::unique_ptr<http::Client> client_;
  http::Headers headers_;
};

TEST_F(EventKillTest, EveryAcknowledgedRecordIsToldInOrderThoughTheHostIsKilledTwice) {
  std::vector<std::string> made;
  for (int number = 0; number < kPeople; ++number) {
    if (number == 50 || number == 110) {
      host_->kill_now();
      start_host();
    }
    const std::string id = create(number);
    if (!id.empty()) made.push_back(id);
  }
  ASSERT_EQ(made.size(), static_cast<std::size_t>(kPeople));

  std::vector<std::string> first;
  EXPECT_TRUE(eventually([&] {
    first.clear();
    std::set<std::string> known;
    for (const Json& event : told()) {
      const std::string id = event["payload"]["id"];
      if (known.insert(id).second) first.push_back(id);
    }
    return first.size() >= made.size();
  })) << first.size();

  EXPECT_EQ(first, made);
  const auto gaps = client_->call("GET", "/api/v1/plugins/test.broker/gaps", nullptr, headers_);
  ASSERT_TRUE(gaps) << gaps.error().message;
  EXPECT_EQ((*gaps)["total"], 0);
  EXPECT_EQ(host_->stop(), 0);
}

}  // namespace
}  // namespace kontor::host
