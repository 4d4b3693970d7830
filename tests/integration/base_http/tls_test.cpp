#include <cstdlib>

#include "tests/integration/base_http/http_fixture.hpp"

namespace kontor::http {
namespace {

class TlsTest : public HttpFixture {
 protected:
  TlsTest() {
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
        "-subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout " +
        key() + " -out " + certificate() + " 2>/dev/null";
    EXPECT_EQ(std::system(command.c_str()), 0);
    start({.threads = 4, .certificate_file = certificate(), .private_key_file = key()});
  }
  std::string key() const { return (folder_ / "key.pem").string(); }
  std::string certificate() const { return (folder_ / "certificate.pem").string(); }
  std::string tls_origin() const { return "https://localhost:" + std::to_string(port()); }
};

TEST_F(TlsTest, ServesATrustedClient) {
  auto one = Client::create(tls_origin(), {.ca_file = certificate()}).value();

  const auto hello = one->get("/echo");
  ASSERT_TRUE(hello) << hello.error().message;
  EXPECT_EQ(hello->body, "hello");
  EXPECT_EQ(one->send("POST", "/echo", {}, std::string(900, 'x'))->body.size(), 900U);
  EXPECT_GT(one->get("/file/certificate.pem")->body.size(), 100U);
}

TEST_F(TlsTest, IsRefusedByAClientThatDoesNotTrustIt) {
  const auto answer = Client::create(tls_origin()).value()->get("/echo");

  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace kontor::http
