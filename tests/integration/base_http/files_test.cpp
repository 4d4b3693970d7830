#include "base/core/files.hpp"
#include "tests/integration/base_http/http_fixture.hpp"

namespace kontor::http {
namespace {

class FilesTest : public HttpFixture {
 protected:
  FilesTest() {
    content_.resize(2'500'000);
    for (std::size_t i = 0; i < content_.size(); ++i) content_[i] = static_cast<char>('a' + i % 23);
    EXPECT_TRUE(write_file(folder_ / "big.css", content_));
  }
  std::string content_;
};

TEST_F(FilesTest, ABodyThatAKilledServerLeftIsSweptAtTheNextStart) {
  ASSERT_TRUE(write_file(folder_ / "body-a1b2c3", "half of a fi"));
  ASSERT_TRUE(write_file(folder_ / "another", "whole"));

  start({});

  EXPECT_FALSE(std::filesystem::exists(folder_ / "body-a1b2c3"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "another"));
}

TEST_F(FilesTest, SendsAWholeFileWithItsType) {
  const Response answer = *client()->get("/file/big.css");

  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.at("content-type"), "text/css; charset=utf-8");
  EXPECT_EQ(answer.body, content_);
}

TEST_F(FilesTest, SendsARange) {
  auto one = client();

  const Response part = *one->get("/file/big.css", {{"range", "bytes=100-199"}});
  const Response outside = *one->get("/file/big.css", {{"range", "bytes=2500000-"}});
  const Response stale =
      *one->get("/file/big.css", {{"range", "bytes=0-1"}, {"if-range", "\"other\""}});

  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.headers.at("content-range"), "bytes 100-199/2500000");
  EXPECT_EQ(part.body, content_.substr(100, 100));
  EXPECT_EQ(outside.status, 416);
  EXPECT_EQ(outside.headers.at("content-range"), "bytes */2500000");
  EXPECT_EQ(stale.status, 200);
}

TEST_F(FilesTest, KnowsAFileByItsEntityTag) {
  auto one = client();
  const std::string etag = one->send("HEAD", "/file/big.css")->headers.at("etag");

  EXPECT_EQ(one->get("/file/big.css", {{"if-none-match", etag}})->status, 304);
  EXPECT_TRUE(write_file(folder_ / "big.css", "new"));
  EXPECT_EQ(one->get("/file/big.css", {{"if-none-match", etag}})->body, "new");
}

TEST_F(FilesTest, AnswersNotFoundForNoFileAndForFolders) {
  std::filesystem::create_directory(folder_ / "inner");

  EXPECT_EQ(client()->get("/file/none")->status, 404);
  EXPECT_EQ(client()->get("/file/inner")->status, 404);
  EXPECT_EQ(client()->get("/file/%2e%2e")->status, 404);
}

}  // namespace
}  // namespace kontor::http
