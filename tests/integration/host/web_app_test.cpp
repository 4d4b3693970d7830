#include "host/api/web_app.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace kontor::host {

namespace {

class WebAppTest : public ::testing::Test {
 protected:
  WebAppTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "kontor-web-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    std::filesystem::create_directories(folder_ / "web" / "assets");
    std::ofstream(folder_ / "web" / "index.html") << "<meta content=\"__CSP_NONCE__\">";
    std::ofstream(folder_ / "web" / "assets" / "app.js") << "1";
    std::ofstream(folder_ / "secret") << "secret";
    add_web_app(router_, folder_ / "web", random_);
  }
  ~WebAppTest() override { std::filesystem::remove_all(folder_); }
  http::Response get(const std::string& target) {
    http::Request request;
    request.method = "GET";
    request.target = target;
    return router_.dispatch(request);
  }

  std::filesystem::path folder_;
  SystemRandom random_;
  http::Router router_;
};

TEST_F(WebAppTest, EveryPageHasAFreshNonceThatItsPolicyNames) {
  const auto first = get("/");
  const auto second = get("/persons/123");

  for (const auto& page : {first, second}) {
    const std::string nonce = page.body.substr(15, page.body.size() - 17);
    const std::string& policy = page.headers.at("content-security-policy");
    EXPECT_NE(policy.find("style-src 'self' 'nonce-" + nonce + "'"), std::string::npos);
    EXPECT_NE(policy.find("default-src 'none'; script-src 'self';"), std::string::npos);
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  }
  EXPECT_NE(first.body, second.body);
}

TEST_F(WebAppTest, ServesFilesOfTheFolderAlone) {
  EXPECT_EQ(get("/assets/app.js").file, folder_ / "web" / "assets/app.js");
  EXPECT_NE(get("/assets/app.js").headers.at("cache-control").find("immutable"), std::string::npos);
  EXPECT_EQ(get("/assets/other.js").status, 404);
  for (const char* target :
       {"/../secret", "/%2e%2e/secret", "/assets/..%2f..%2f..%2fsecret", "//etc/passwd"}) {
    const auto answer = get(target);
    EXPECT_TRUE(answer.file.empty()) << target << " gives " << answer.file;
    EXPECT_EQ(answer.body.find("secret"), std::string::npos) << target;
  }
}

TEST_F(WebAppTest, InterfacesNeverFallBackToThePage) {
  EXPECT_EQ(get("/api/v1/nowhere").status, 404);
  EXPECT_EQ(get("/hooks/x/y").status, 404);
}

}  // namespace

}  // namespace kontor::host
