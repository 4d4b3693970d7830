#include <cstdlib>

#include "base/core/files.hpp"
#include "base/http/client.hpp"
#include "host/access/single_sign_on.hpp"
#include "host/api/sign_on_endpoints.hpp"
#include "tests/integration/host/rest_fixture.hpp"
#include "tests/support/program.hpp"

// Single sign-on against a provider that knows nothing of Kontor, npm's oidc-provider.
namespace kontor::host {

namespace {

class OpenIdTest : public testing::RestTest {
 protected:
  void SetUp() override {
    clock_.set_wall_clock(SystemClock().now_ms());  // The provider knows only the system's clock.
    const auto port = folder_ / "provider.port";
    const std::string script =
        std::string(std::getenv("KONTOR_SOURCE")) + "/tests/integration/openid/provider.mjs";
    provider_program_ = std::make_unique<testing::Program>(
        "/usr/bin/env", testing::Arguments{"node", script, port.string()},
        folder_ / "provider.log");
    ASSERT_TRUE(testing::eventually(
        [&] { return std::filesystem::exists(port) || !provider_program_->is_running(); }));
    ASSERT_TRUE(std::filesystem::exists(port)) << provider_program_->output();
    issuer_ = "http://127.0.0.1:" + read_file(port, 20).value();
    web_ = http::Client::create(issuer_).value();
    provider_ =
        std::make_unique<OpenIdProvider>(OpenIdSettings{issuer_, "kontor", "a secret: 100% &c",
                                                        "http://127.0.0.1:1/api/v1/sso/callback"},
                                         clock_);
    sign_on_ = std::make_unique<SingleSignOn>(
        SingleSignOn::Parts{*database_, clock_, random_, *accounts_, *provider_});
    add_sign_on_endpoints(router_, *sign_on_, CookieTransport::any);
    anna_ = add_user("anna@kontor.example", "sales");
  }
  void TearDown() override { provider_program_.reset(); }

  void become(const std::string& sub, const std::string& email, const char* verified) {
    ASSERT_TRUE(web_->send(
        "POST", "/test/account?sub=" + sub + "&email=" + email + "&email_verified=" + verified));
  }
  struct Visit {
    std::string callback;  // Path and query at our host.
    std::string cookie;    // "kontor_sign_on=…"
  };
  // The browser from our start page through the provider's pages back to us.
  Visit visit() {
    const auto start = ask("GET", "/api/v1/sso/start");
    EXPECT_EQ(start.status, 302) << start.body;
    const std::string cookie = start.headers.at("set-cookie");
    const auto end =
        web_->send("GET", "/test/visit?url=" + http::percent_encode(start.headers.at("location")));
    EXPECT_TRUE(end && end->status == 200) << (end ? end->body : end.error().message);
    const std::string url = end ? end->body : "";
    return {url.substr(std::min(url.find("/api"), url.size())), cookie.substr(0, cookie.find(';'))};
  }
  http::Response come_back(const Visit& visit) {
    return ask("GET", visit.callback, "", {{"cookie", visit.cookie}});
  }
  // Signs in; the id of the user whose session that gives.
  std::string signed_in_as() {
    const auto answer = come_back(visit());
    if (answer.status != 302) return answer.body;
    const std::string cookie = answer.headers.at("set-cookie");
    const auto begin = cookie.find('=') + 1;
    const auto principal = accounts_->by_session(cookie.substr(begin, cookie.find(';') - begin));
    return principal ? principal->id : principal.error().message;
  }

  std::string issuer_;
  std::string anna_;
  std::unique_ptr<testing::Program> provider_program_;
  std::unique_ptr<http::Client> web_;
  std::unique_ptr<OpenIdProvider> provider_;
  std::unique_ptr<SingleSignOn> sign_on_;
};
INSTANTIATE_TEST_SUITE_P(Databases, OpenIdTest, testing::both_databases(), testing::database_name);

TEST_P(OpenIdTest, SignsInWhomTheProviderNames) {
  EXPECT_EQ(signed_in_as(), anna_);

  // From now on the subject counts, whatever becomes of the address.
  become("anna", "other@kontor.example", "false");
  EXPECT_EQ(signed_in_as(), anna_);
  const auto sessions = accounts_->sessions(admin_, anna_);
  ASSERT_TRUE(sessions && !sessions->empty());
  EXPECT_EQ(sessions->front().method, "single-sign-on");
}

TEST_P(OpenIdTest, KeysThatRotateAreFetchedAgain) {
  EXPECT_EQ(signed_in_as(), anna_);
  ASSERT_TRUE(web_->send("POST", "/test/rotate"));

  EXPECT_NE(signed_in_as(), anna_);  // Asked again at most every ten seconds.
  clock_.advance(OpenIdProvider::kKeysAgainMs + 1);
  EXPECT_EQ(signed_in_as(), anna_);
}

TEST_P(OpenIdTest, AnUnverifiedOrUnknownAddressSignsNobodyIn) {
  become("mallory", "anna@kontor.example", "false");
  EXPECT_NE(signed_in_as().find("unknown-user"), std::string::npos);
  become("mallory", "nobody@kontor.example", "true");
  EXPECT_NE(signed_in_as().find("unknown-user"), std::string::npos);
}

TEST_P(OpenIdTest, AnotherSubjectDoesNotTakeOverALinkedUser) {
  EXPECT_EQ(signed_in_as(), anna_);
  become("mallory", "anna@kontor.example", "true");

  EXPECT_NE(signed_in_as().find("unknown-user"), std::string::npos);
}

TEST_P(OpenIdTest, AnAnswerCountsOnceAndInItsBrowserOnly) {
  const Visit first = visit();
  Visit stolen = first;
  stolen.cookie = "kontor_sign_on=another";

  EXPECT_EQ(come_back(stolen).status, 403);
  EXPECT_EQ(come_back(first).status, 302);
  EXPECT_EQ(come_back(first).status, 403);
}

TEST_P(OpenIdTest, AnAnswerThatComesLateIsRefused) {
  const Visit late = visit();
  clock_.advance(SingleSignOn::kSignOnMs + 1);

  EXPECT_EQ(come_back(late).status, 403);
}

TEST_P(OpenIdTest, ACodeOfAnotherSignOnIsRefused) {
  const Visit one = visit();
  Visit two = visit();
  const auto code = [](const std::string& url) {
    const auto at = url.find("code=");
    return url.substr(at, url.find('&', at) - at);
  };
  const std::string mine = code(two.callback);
  two.callback.replace(two.callback.find(mine), mine.size(), code(one.callback));

  EXPECT_GE(come_back(two).status, 400);  // PKCE: the verifier is another.
}

TEST_P(OpenIdTest, ADisabledUserStaysOut) {
  EXPECT_EQ(signed_in_as(), anna_);
  ASSERT_TRUE(directory_->change_user(admin_, anna_, {.disabled = true}));

  EXPECT_NE(signed_in_as().find("unknown-user"), std::string::npos);
}

}  // namespace

}  // namespace kontor::host
