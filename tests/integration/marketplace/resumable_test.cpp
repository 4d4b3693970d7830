#include "base/crypto/hash.hpp"
#include "marketplace/app/partial_uploads.hpp"
#include "marketplace/core/upload.hpp"
#include "tests/integration/marketplace/market_fixture.hpp"

namespace kontor::marketplace {
namespace {

class ResumableUploadTest : public MarketFixture {
 protected:
  ResumableUploadTest() {
    EXPECT_EQ(register_vendor("acme").status, 201);
    EXPECT_EQ(approve_vendor("acme").status, 200);
    bytes_ = package({.library = std::string(100'000, 'l')});
    path_ = path_for(bytes_);
  }
  static std::string path_for(const std::string& bytes) {
    return "/api/v1/uploads/" + operation_id_of("acme", crypto::sha256_hex(bytes));
  }
  http::Response append(const std::string& path, std::size_t offset, const std::string& part,
                        const char* complete) {
    return ask_with_text("PATCH", path, tokens_["acme"], part,
                         {{"content-type", "application/partial-upload"},
                          {"upload-offset", std::to_string(offset)},
                          {"upload-complete", complete}});
  }
  std::string offset(const std::string& path) {
    const auto answer = ask("HEAD", path, tokens_["acme"]);
    if (answer.status != 204) return std::to_string(answer.status);
    return answer.headers.at("upload-offset") + " " + answer.headers.at("upload-complete");
  }

  std::string bytes_, path_;
};

TEST_P(ResumableUploadTest, PartsMakeAPackageAndTheOffsetTellsWhereToGoOn) {
  EXPECT_EQ(offset(path_), "404");
  ASSERT_EQ(append(path_, 0, bytes_.substr(0, 1000), "?0").status, 204);
  EXPECT_EQ(offset(path_), "1000 ?0");
  ASSERT_EQ(append(path_, 1000, bytes_.substr(1000, 5000), "?0").status, 204);

  const auto last = append(path_, 6000, bytes_.substr(6000), "?1");

  ASSERT_EQ(last.status, 200) << last.body;
  EXPECT_EQ(json(last)["state"], "PASSED");
  EXPECT_EQ(offset(path_), std::to_string(bytes_.size()) + " ?1");
  EXPECT_EQ(json(ask("GET", path_, tokens_["acme"])), json(last));
  EXPECT_EQ(append(path_, 6000, bytes_.substr(6000), "?1").body, last.body) << "a repeat";
}

TEST_P(ResumableUploadTest, AtAnotherOffsetTheRightOneIsTold) {
  ASSERT_EQ(append(path_, 0, bytes_.substr(0, 1000), "?0").status, 204);

  const auto repeated = append(path_, 0, bytes_.substr(0, 1000), "?0");
  const auto ahead = append(path_, 2000, bytes_.substr(2000), "?1");

  EXPECT_EQ(repeated.status, 409);
  EXPECT_EQ(json(repeated)["code"], "mismatching-upload-offset");
  EXPECT_EQ(json(repeated)["expected-offset"], 1000);
  EXPECT_EQ(ahead.status, 409);
  EXPECT_EQ(offset(path_), "1000 ?0") << "neither changed anything";
}

TEST_P(ResumableUploadTest, AnUploadOfWhichAllBytesAreThereIsCompletedByAnEmptyPart) {
  ASSERT_EQ(append(path_, 0, bytes_, "?0").status, 204);

  const auto completed = append(path_, bytes_.size(), "", "?1");

  ASSERT_EQ(completed.status, 200) << completed.body;
  EXPECT_EQ(json(completed)["state"], "PASSED");
}

TEST_P(ResumableUploadTest, BytesOfAnotherPackageAreThrownAway) {
  ASSERT_EQ(append(path_, 0, std::string(50, 'x'), "?0").status, 204);
  EXPECT_EQ(append(path_, 50, bytes_.substr(50), "?1").status, 400);
  EXPECT_EQ(offset(path_), "404");
  EXPECT_EQ(append(path_, 0, bytes_, "?1").status, 200);
}

TEST_P(ResumableUploadTest, UnfinishedUploadsAreFewAndGoAfterADay) {
  for (std::size_t n = 0; n < kUnfinishedUploadsMax; ++n)
    ASSERT_EQ(append(path_for(std::to_string(n)), 0, "part", "?0").status, 204);
  const auto refused = append(path_, 0, bytes_.substr(0, 10), "?0");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(json(refused)["code"], "too-many-uploads");

  ASSERT_EQ(ask("DELETE", path_for("0"), tokens_["acme"]).status, 204);
  EXPECT_EQ(append(path_, 0, bytes_.substr(0, 10), "?0").status, 204);
  ASSERT_TRUE(sweep_partial_uploads(*market_));
  EXPECT_EQ(offset(path_), "10 ?0") << "young";
  // Files carry the system's time, of which the market's clock is then far ahead.
  clock_.set_wall_clock(SystemClock().now_ms() + (kUnfinishedAgeMaxS + 60) * 1000);
  ASSERT_TRUE(sweep_partial_uploads(*market_));
  EXPECT_EQ(offset(path_), "404");
}

TEST_P(ResumableUploadTest, WhatIsNoPartIsRefused) {
  const auto with = [&](const http::Headers& headers, const std::string& path) {
    return ask_with_text("PATCH", path, tokens_["acme"], "part", headers).status;
  };
  const http::Headers good{{"content-type", "application/partial-upload"},
                           {"upload-offset", "0"},
                           {"upload-complete", "?0"}};
  for (const auto& [name, value] :
       std::map<std::string, std::string>{{"content-type", "text/plain"},
                                          {"upload-offset", "-1"},
                                          {"upload-offset", "1e3"},
                                          {"upload-complete", "yes"}}) {
    http::Headers bad = good;
    bad[name] = value;
    EXPECT_NE(with(bad, path_), 204) << name << ": " << value;
  }
  EXPECT_EQ(with(good, "/api/v1/uploads/..%2F..%2Fetc"), 404);
  EXPECT_EQ(with(good, "/api/v1/uploads/short"), 400);
  EXPECT_EQ(offset(path_), "404");
}

INSTANTIATE_TEST_SUITE_P(Databases, ResumableUploadTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::marketplace
