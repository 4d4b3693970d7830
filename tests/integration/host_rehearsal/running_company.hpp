#pragma once

#include "base/core/bytes.hpp"
#include "base/http/client.hpp"
#include "tests/integration/host_plugins/company.hpp"
#include "tests/support/program.hpp"

namespace kontor::host {

// A company's data, made without HTTP, then served by the real kontor-host.
class RunningCompany : public CompanyTest {
 protected:
  void TearDown() override {
    host.reset();
    CompanyTest::TearDown();
  }

  // The library's parts let go of the data and the program takes it.
  void serve() {
    Principal owner = admin;
    const auto added = accounts->add_user(admin, {.email = "admin@example.test",
                                                  .name = "Admin",
                                                  .password = "correct horse",
                                                  .roles = {"administrator"}});
    ASSERT_TRUE(added) << added.error().message;
    owner.kind = PrincipalKind::user;
    owner.id = added->id;
    const auto issued = accounts->issue_token(owner, "test", {"*"});
    ASSERT_TRUE(issued) << issued.error().message;
    token = issued->token;
    ASSERT_TRUE(write_file(token_file(), token, FileMode::secret));
    close();
    start_host();
  }
  void start_host() {
    std::filesystem::remove(data / "port");
    host = std::make_unique<testing::Program>(
        "kontor-host",
        testing::Arguments{"--data", data.string(), "--port", "0", "--database", database_url()},
        data / "host.log");
    ASSERT_TRUE(testing::eventually([&] { return std::filesystem::exists(data / "port"); }))
        << host->output();
    std::string port = read_file(data / "port", 20).value();
    port.erase(port.find('\n'));
    url = "http://127.0.0.1:" + port;
    client = http::Client::create(url).value();
  }
  Result<Json> call(const std::string& method, const std::string& path,
                    const Json& body = nullptr) {
    return client->call(method, "/api/v1/" + path, body, {{"authorization", "Bearer " + token}});
  }
  std::filesystem::path token_file() const { return data / "token"; }
  std::string vendor_key() const { return hex_encode(vendor.public_key().ed25519_raw()); }

  std::string token;
  std::string url;
  std::unique_ptr<testing::Program> host;
  std::unique_ptr<http::Client> client;
};

}  // namespace kontor::host
