#include "base/http/server.hpp"
#include "host/plugins/outgoing_connection.hpp"
#include "tests/integration/host_plugins/desk.hpp"

namespace kontor::host {
namespace {

// A web server of this machine, over TLS when there is a certificate.
class NetworkTest : public DeskTest {
 protected:
  void TearDown() override {
    if (server_) server_->stop(1000);
    DeskTest::TearDown();
  }
  void serve(http::ServerOptions options = {}) {
    router_.add({.method = "GET",
                 .path = "/hello",
                 .auth = http::Auth::anonymous("a test"),
                 .handler = [](const http::Request&) -> Result<http::Response> {
                   return http::Response::text("hello");
                 },
                 .summary = "Hello."});
    router_.add({.method = "GET",
                 .path = "/away",
                 .auth = http::Auth::anonymous("a test"),
                 .handler = [](const http::Request&) -> Result<http::Response> {
                   http::Response response;
                   response.status = 302;
                   response.headers["location"] = "http://169.254.169.254/secret";
                   return response;
                 },
                 .summary = "Elsewhere."});
    router_.add({.method = "GET",
                 .path = "/much",
                 .auth = http::Auth::anonymous("a test"),
                 .handler = [](const http::Request&) -> Result<http::Response> {
                   return http::Response::text(std::string(5 << 20, 'x'));
                 },
                 .summary = "Much."});
    options.port = 0;
    server_ = http::Server::start(router_, options).value();
  }
  void serve_tls() {
    make_certificate();
    serve({.certificate_file = (data / "certificate.pem").string(),
           .private_key_file = (data / "key.pem").string()});
  }
  void trust(const std::string& certificate) {
    ca_file = certificate;
    close();
    open();
    plugins->start_all();
    ASSERT_TRUE(
        eventually([this] { return (*plugins->describe("test.desk"))["state"] == "running"; }));
  }
  std::string address(const std::string& host) const {
    return host + ":" + std::to_string(server_->port());
  }
  Json talk(const std::string& host, bool tls) {
    return act("talk", {{"host", host},
                        {"port", server_->port()},
                        {"tls", tls},
                        {"line", "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"}});
  }
  http::Router router_;
  std::unique_ptr<http::Server> server_;
};

TEST_F(NetworkTest, GoesInsideTheCompanyOnlyWhereTheAdministratorWroteIt) {
  serve();
  EXPECT_EQ(ask("http.fetch/1", {{"url", "http://" + address("127.0.0.1") + "/hello"}})["status"],
            3);
  // Named by the manifest, so that no administrator had a say.
  const Json manifest = ask("http.fetch/1", {{"url", "http://127.0.0.1:9/"}});
  EXPECT_EQ(manifest["status"], 3);
  EXPECT_NE(manifest["message"].get<std::string>().find("inside a network"), std::string::npos);
  EXPECT_EQ(ask("net.connect/1", {{"host", "127.0.0.1"}, {"port", 9}})["status"], 3);

  set_gateway("http://" + address("127.0.0.1"));

  const Json hello = ask("http.fetch/1", {{"url", "http://" + address("127.0.0.1") + "/hello"}});
  EXPECT_EQ(hello["answer"]["body"], "hello") << hello;
  const Json bytes =
      ask("http.fetch/1", {{"url", "http://" + address("127.0.0.1") + "/hello"}, {"binary", true}});
  EXPECT_EQ(bytes["answer"]["body"], "aGVsbG8=") << bytes;
}

TEST_F(NetworkTest, FollowsNoRedirectAndStopsAtItsLimits) {
  serve();
  set_gateway(address("127.0.0.1"));

  const Json away = ask("http.fetch/1", {{"url", "http://" + address("127.0.0.1") + "/away"}});
  const Json much = ask("http.fetch/1", {{"url", "http://" + address("127.0.0.1") + "/much"}});

  EXPECT_EQ(away["answer"]["status"], 302) << away;
  EXPECT_EQ(much["status"], 6) << much;
}

TEST_F(NetworkTest, EndsTlsForThePluginAndChecksWhoThePeerIs) {
  serve_tls();
  trust((data / "certificate.pem").string());
  set_gateway(address("localhost"));

  const Json fetched = ask("http.fetch/1", {{"url", "https://" + address("localhost") + "/hello"}});
  const Json talked = talk("localhost", /*tls=*/true);

  EXPECT_EQ(fetched["answer"]["body"], "hello") << fetched;
  EXPECT_NE(talked.value("heard", "").find("hello"), std::string::npos) << talked;
  set_gateway(address("127.0.0.1"));
  const Json other_name = talk("127.0.0.1", /*tls=*/true);
  EXPECT_EQ(other_name["status"], 7) << other_name;
}

TEST_F(NetworkTest, RefusesAPeerNobodyTrusts) {
  serve_tls();
  set_gateway(address("localhost"));

  EXPECT_EQ(talk("localhost", /*tls=*/true)["status"], 7);
  EXPECT_EQ(ask("http.fetch/1", {{"url", "https://" + address("localhost") + "/hello"}})["status"],
            8);
}

TEST_F(NetworkTest, CarriesManyBytesBothWaysThroughTls) {
  serve_tls();
  trust((data / "certificate.pem").string());
  set_gateway(address("localhost"));

  const Json much = act("talk", {{"host", "localhost"},
                                 {"port", server_->port()},
                                 {"tls", true},
                                 {"line",
                                  "GET /much HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                                  "X-Long: " +
                                      std::string(6000, 'y') + "\r\n\r\n"}});

  EXPECT_GT(much.value("heard", "").size(), std::size_t{5} << 20);
}

TEST(PublicAddress, IsNoAddressOfAnyNetworkInside) {
  for (const char* inside :
       {"127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1",
        "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1", "not an address"})
    EXPECT_FALSE(is_public_address(inside)) << inside;
  for (const char* outside : {"1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111"})
    EXPECT_TRUE(is_public_address(outside)) << outside;
}

}  // namespace
}  // namespace kontor::host
