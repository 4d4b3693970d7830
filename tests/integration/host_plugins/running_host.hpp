#pragma once

#include "base/http/client.hpp"
#include "tests/integration/host_plugins/company.hpp"
#include "tests/support/program.hpp"

namespace kontor::host {

// A real kontor-host on the data of a company: a test arranges that without HTTP, closes it
// and starts the program, which it may kill.
class RunningHostTest : public CompanyTest {
 protected:
  static constexpr const char* kPassword = "correct horse battery";

  void TearDown() override {
    host_.reset();
    CompanyTest::TearDown();
  }
  // The administrator who logs in when the host has started.
  void add_administrator() {
    ASSERT_TRUE(accounts->add_user(admin, {.email = "admin@example.test",
                                           .name = "Admin",
                                           .password = kPassword,
                                           .roles = {"administrator"}}));
  }
  // `before`: words that start the program, for example setpriv and its flags.
  void start_host(testing::Arguments before = {}, const std::string& program = "kontor-host") {
    const auto port_file = data / "port";
    std::filesystem::remove(port_file);
    before.push_back(program);
    before.insert(before.end(), {"--data", data.string(), "--port", "0"});
    if (const std::string url = database_url(); !url.starts_with("sqlite:"))
      before.insert(before.end(), {"--database", url});
    const std::string first = before.front();
    before.erase(before.begin());
    host_ = std::make_unique<testing::Program>(first, before, data / "log");
    ASSERT_TRUE(testing::eventually([&] { return std::filesystem::exists(port_file); }))
        << host_->output();
    const std::string port = read_file(port_file, 20).value();
    origin_ = "http://127.0.0.1:" + port.substr(0, port.find('\n'));
    client_ = http::Client::create(origin_).value();
    const auto login =
        client_->send("POST", "/api/v1/login", {{"content-type", "application/json"}},
                      to_text({{"email", "admin@example.test"}, {"password", kPassword}}));
    ASSERT_TRUE(login) << host_->output();
    const std::string cookie = login->headers.at("set-cookie");
    headers_ = {{"cookie", cookie.substr(0, cookie.find(';'))},
                {"x-kontor-csrf", parse_json(login->body)->value("csrf", "")}};
  }
  Result<Json> call(const std::string& method, const std::string& path,
                    const Json& body = nullptr) {
    return client_->call(method, "/api/v1" + path, body, headers_);
  }

  std::unique_ptr<testing::Program> host_;
  std::unique_ptr<http::Client> client_;
  std::string origin_;
  http::Headers headers_;
};

}  // namespace kontor::host
