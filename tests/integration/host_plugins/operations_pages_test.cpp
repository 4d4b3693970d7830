#include "host/plugins/public_page.hpp"
#include "tests/integration/host_plugins/desk.hpp"

namespace kontor::host {
namespace {

class PublicPageTest : public DeskTest {
 protected:
  http::Response visit(const std::string& token, http::Request request = {.method = "GET"}) {
    const auto answer = plugins->page("test.desk", "preferences", token, request);
    EXPECT_TRUE(answer) << answer.error().message;
    return answer.value();
  }
};

TEST_F(PublicPageTest, IsDrawnByTheHostWithEveryTextEscaped) {
  const auto page =
      visit("secret", {.method = "GET", .headers = {{"accept-language", "sv-SE,sv"}}});

  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("<h1>Your &lt;preferences&gt;</h1>"), page.body.npos) << page.body;
  EXPECT_NE(page.body.find("<html lang=\"sv\">"), page.body.npos);
  EXPECT_NE(page.body.find("News &amp; offers"), page.body.npos);
  EXPECT_NE(page.body.find("href=\"https://example.test/\""), page.body.npos);
  EXPECT_EQ(page.body.find("javascript:"), page.body.npos);
}

TEST_F(PublicPageTest, RunsNothingAndTellsNobodyItsAddress) {
  const auto page = visit("secret");

  EXPECT_EQ(page.headers.at("content-security-policy"),
            "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; "
            "base-uri 'none'");
  EXPECT_EQ(page.headers.at("referrer-policy"), "no-referrer");
  EXPECT_EQ(page.headers.at("cache-control"), "no-store");
}

TEST_F(PublicPageTest, SendsItsFormBackToThePlugin) {
  const auto page = visit("secret", {.method = "POST", .body = "news=true&note=a+b%26c"});

  EXPECT_NE(page.body.find("POST in en, news: true"), page.body.npos) << page.body;
}

TEST_F(PublicPageTest, SaysNothingToAStrangerButThatThereIsNone) {
  for (const char* token : {"", "wrong"}) {
    const auto page = visit(token);
    EXPECT_EQ(page.status, 404);
    EXPECT_EQ(page.body.find("no such page"), page.body.npos);
  }
  EXPECT_EQ(plugins->page("nobody.none", "x", "", {.method = "GET"})->status, 404);
  EXPECT_EQ(visit("secret", {.method = "POST", .body = "%zz"}).status, 400);
}

TEST(PublicPageForm, IsReadAsBrowsersSendIt) {
  const auto form = parse_form("a=1&b=x+y&c=%C3%A5&d");

  ASSERT_TRUE(form) << form.error().message;
  EXPECT_EQ(*form,
            (std::map<std::string, std::string>{{"a", "1"}, {"b", "x y"}, {"c", "å"}, {"d", ""}}));
  EXPECT_FALSE(parse_form("=x"));
  EXPECT_EQ(language_of("da;q=0.8"), "da");
  EXPECT_EQ(language_of("\"><script>"), "en");
}

}  // namespace
}  // namespace kontor::host
