#include "tests/integration/host_plugins/on_either.hpp"
#include "tests/integration/host_plugins/running_host.hpp"

namespace kontor::host {
namespace {

constexpr const char* kDesk = "test.desk";

// What people and programs outside see of plugins, over HTTP.
class PluginHttpTest : public OnEither<RunningHostTest> {
 protected:
  void SetUp() override {
    CompanyTest::SetUp();
    const auto installed = install(built("test-desk"));
    ASSERT_TRUE(installed) << installed.error().message;
    add_administrator();
    anna_ = person({{"first_name", "Anna"}, {"email", "anna@example.test"}}).id;
    const auto stored =
        plugins->act(admin, kDesk, "desk.store", nullptr, {{"bytes", 1000}, {"person", anna_}});
    ASSERT_TRUE(stored) << stored.error().message;
    file_ = (*stored)["output"]["file"];
    close();
    start_host();
  }
  Result<http::Response> download(const std::string& range = {}, const std::string& file = {}) {
    http::Headers headers = headers_;
    if (!range.empty()) headers["range"] = range;
    return client_->get("/api/v1/files/" + (file.empty() ? file_ : file), headers);
  }
  http::Response outside(const std::string& method, const std::string& target,
                         const std::string& body = {}, http::Headers headers = {}) {
    if (!body.empty()) headers["content-type"] = "application/x-www-form-urlencoded";
    const auto answer = http::Client::create(origin_).value()->send(method, target, headers, body);
    EXPECT_TRUE(answer) << method << " " << target << ": " << answer.error().message;
    return answer ? *answer : http::Response{};
  }
  std::string anna_, file_;
};
INSTANTIATE_TEST_SUITE_P(Databases, PluginHttpTest, testing::both_databases(),
                         testing::database_name);

TEST_P(PluginHttpTest, AFileIsDownloadedWholeOrInPartByWhoeverMayReadItsRecord) {
  const auto whole = download();
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->status, 200);
  EXPECT_EQ(whole->body.size(), 1000U);
  EXPECT_EQ(whole->headers.at("content-type"), "audio/wav");
  EXPECT_EQ(whole->headers.at("content-security-policy"), "default-src 'none'; sandbox");
  EXPECT_EQ(whole->headers.at("cache-control"), "private, no-store");

  const auto part = download("bytes=10-19");
  EXPECT_EQ(part->status, 206);
  EXPECT_EQ(part->headers.at("content-range"), "bytes 10-19/1000");
  EXPECT_EQ(part->body, whole->body.substr(10, 10));
  EXPECT_EQ(download("bytes=-5")->body, whole->body.substr(995));
  EXPECT_EQ(download("bytes=990-")->body, whole->body.substr(990));
  EXPECT_EQ(download("bytes=1000-")->status, 416);
  EXPECT_EQ(download("bytes=0-1,5-6")->status, 200);
  EXPECT_EQ(download("bytes=9-1")->status, 200);
  EXPECT_EQ(download("bytes=99999999999999999999-")->status, 200);

  EXPECT_EQ(outside("GET", "/api/v1/files/" + file_).status, 401);
  for (const char* none : {"none", "..%2F..%2Fhost.db", "%2e%2e", "%00"})
    EXPECT_GE(download("", none)->status, 400) << none;
}

TEST_P(PluginHttpTest, APersonIsExportedAndErasedEverywhere) {
  const auto exported = call("POST", "/persons/" + anna_ + "/export");
  ASSERT_TRUE(exported) << exported.error().message;
  EXPECT_EQ((*exported)["person"]["fields"]["email"], "anna@example.test");
  EXPECT_EQ((*exported)["plugins"][0]["files"][0]["id"], file_);
  EXPECT_TRUE((*exported)["complete"]);
  EXPECT_EQ(outside("POST", "/api/v1/persons/" + anna_ + "/export").status, 401);

  const auto erased = call("POST", "/persons/" + anna_ + "/erase");

  ASSERT_TRUE(erased) << erased.error().message;
  EXPECT_TRUE((*erased)["complete"]);
  EXPECT_EQ((*erased)["plugins"][0]["files"], 1);
  EXPECT_TRUE((*erased)["receipt"]["signatures"].is_array());
  EXPECT_EQ(download()->status, 404);
  EXPECT_FALSE(call("GET", "/records/person/" + anna_));
  EXPECT_FALSE(call("POST", "/persons/" + anna_ + "/export"));
}

TEST_P(PluginHttpTest, APublicPageIsDrawnForAStrangerAndRunsNothing) {
  const auto page = outside("GET", std::string("/p/") + kDesk + "/preferences/secret", "",
                            {{"accept-language", "sv"}});

  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("<h1>Your &lt;preferences&gt;</h1>"), std::string::npos) << page.body;
  EXPECT_EQ(page.body.find("javascript:"), std::string::npos);
  EXPECT_EQ(page.headers.at("content-security-policy").find("default-src 'none'"), 0U);
  EXPECT_FALSE(page.headers.contains("set-cookie"));
  EXPECT_EQ(outside("GET", "/p/style.css").status, 200);
  const auto sent = outside("POST", std::string("/p/") + kDesk + "/preferences/secret",
                            "news=true&note=%3Cscript%3Ealert(1)%3C%2Fscript%3E");
  EXPECT_EQ(sent.status, 200);
  EXPECT_EQ(sent.body.find("<script"), std::string::npos) << sent.body;
}

// Whatever a stranger sends: an answer that says no, no more than that, and the host goes on.
TEST_P(PluginHttpTest, HostileVisitsOfPublicPagesAreRefusedAndChangeNothing) {
  const std::string page = std::string("/p/") + kDesk + "/preferences";
  const std::vector<std::string> targets{
      page,
      page + "/wrong",
      page + "/%00",
      page + "/%ff%fe",
      page + "/" + std::string(5000, 'a'),
      page + "/..%2f..%2fetc%2fpasswd",
      "/p/..%2f..%2fapi/v1",
      "/p/test.desk/%3Cscript%3E",
      "/p/%3Cscript%3E/x",
      "/p/kontor.none/preferences/secret",
      page + "/wrong?a=%ff&b=%00&c=" + std::string(2000, 'x'),
  };
  for (const std::string& target : targets) {
    const auto answer = outside("GET", target);
    EXPECT_GE(answer.status, 400) << target;
    EXPECT_LT(answer.status, 500) << target;
    EXPECT_EQ(answer.body.find("<script"), std::string::npos) << target;
    EXPECT_EQ(answer.body.find("no such page"), std::string::npos) << target;
  }
  const std::string right = page + "/secret";
  EXPECT_EQ(outside("POST", right, "%zz").status, 400);
  EXPECT_EQ(outside("POST", right, "a=\xff\xfe").status, 400);
  EXPECT_EQ(outside("POST", right, "=x").status, 400);
  std::string many;
  for (int field = 0; field < 200; ++field) many += "f" + std::to_string(field) + "=1&";
  EXPECT_EQ(outside("POST", right, many).status, 400);
  EXPECT_EQ(outside("POST", right, "a=" + std::string(100'000, 'x')).status, 413);
  EXPECT_GE(outside("DELETE", right).status, 404);
  EXPECT_EQ(outside("GET", right).status, 200);
  EXPECT_EQ((*call("GET", std::string("/plugins/") + kDesk))["crashes"].size(), 0U);
}

}  // namespace
}  // namespace kontor::host
