#include "base/core/files.hpp"
#include "base/crypto/hash.hpp"
#include "host/plugins/listed_screenshots.hpp"
#include "host/plugins/screenshot_cache.hpp"
#include "tests/integration/host_plugins/market_and_host.hpp"
#include "tests/support/pictures.hpp"

namespace kontor::testing {
namespace {

const Json kCaption = {{"en", "Steady work"}, {"sv", "Jämnt arbete"}};

class HostScreenshotsTest : public MarketAndHost {
 protected:
  void release_with_picture() {
    release("1.0.0",
            {{"listing",
              {{"screenshots",
                Json::array({{{"file", "screenshots/work.png"}, {"caption", kCaption}}})}}}},
            {{"screenshots/work.png", png_}});
  }
  // The one screenshot in what was answered.
  static Json only_one(const Result<Json>& answer) {
    EXPECT_TRUE(answer) << answer.error().message;
    const Json shots = answer ? answer->value("screenshots", Json::array()) : Json::array();
    EXPECT_EQ(shots.size(), 1U);
    return shots.empty() ? Json::object() : shots.front();
  }
  // What a browser is sent for the path of a screenshot.
  http::Response fetched(const Json& shot) const {
    const std::string path = shot.value("path", "");
    return send("GET", path.substr(std::string("/api/v1").size())).value();
  }
  const std::string png_ = png(640, 400);
};

TEST_F(HostScreenshotsTest, AreShownBeforeAndAfterTheInstallationAlsoWithoutTheMarket) {
  release_with_picture();
  start_host();

  const Json listed = only_one(ask("GET", std::string("/market/listings/") + kSteady));

  EXPECT_EQ(listed["caption"], kCaption);
  EXPECT_EQ(listed["width"], 640);
  EXPECT_EQ(listed["height"], 400);
  const auto answer = fetched(listed);
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.body, png_);
  EXPECT_EQ(answer.headers.at("content-type"), "image/png");
  EXPECT_EQ(answer.headers.at("x-content-type-options"), "nosniff");
  EXPECT_EQ(answer.headers.at("content-security-policy"), "default-src 'none'; sandbox");
  EXPECT_EQ(answer.headers.at("cache-control"), "private, max-age=31536000, immutable");
  ASSERT_TRUE(
      ask("POST", "/plugins/install", {{"plugin_id", kSteady}, {"accept_permissions", true}}));
  const Json installed = only_one(shown());
  EXPECT_EQ(installed["caption"], kCaption);
  EXPECT_EQ(fetched(installed).body, png_);
  market_->kill_now();
  EXPECT_EQ(fetched(listed).body, png_) << "kept";
  EXPECT_EQ(fetched(installed).body, png_) << "its own";
}

TEST_F(HostScreenshotsTest, ThatAreNoLongerWhatWasSignedAreNotShown) {
  release_with_picture();
  start_host();
  ASSERT_TRUE(
      ask("POST", "/plugins/install", {{"plugin_id", kSteady}, {"accept_permissions", true}}));
  const Json installed = only_one(shown());

  ASSERT_TRUE(write_file(plugin_folder() / "1.0.0/screenshots/work.png", png(800, 400)));

  EXPECT_NE(fetched(installed).status, 200);
  EXPECT_EQ(send("GET", "/plugins/example.steady/screenshots/" + std::string(64, '0'))->status,
            404);
  EXPECT_EQ(send("GET", "/market/listings/example.steady/screenshots/..%2Fport")->status, 404);
}

Json listing_with(const Json& change) {
  Json shot = {{"path", "/screenshots/acme.notes/1.0.0/a.png"},
               {"sha256", std::string(64, 'a')},
               {"caption", kCaption},
               {"width", 640},
               {"height", 400}};
  shot.merge_patch(change);
  return {{"id", "acme.notes"}, {"screenshots", Json::array({shot})}};
}

TEST(ListedScreenshots, HaveAddressesOfTheHost) {
  const Json shots = host::listed_screenshots(listing_with(Json::object()));

  ASSERT_EQ(shots.size(), 1U);
  EXPECT_EQ(shots[0]["path"],
            "/api/v1/market/listings/acme.notes/screenshots/" + std::string(64, 'a'));
  EXPECT_FALSE(shots[0].contains("sha256"));
  EXPECT_EQ(host::market_path_of(listing_with(Json::object()), std::string(64, 'a')).value(),
            "/screenshots/acme.notes/1.0.0/a.png");
  EXPECT_FALSE(host::market_path_of(listing_with(Json::object()), std::string(64, 'b')));
}

TEST(ListedScreenshots, ThatAreNotAsAgreedAreLeftOut) {
  for (const Json& change : std::vector<Json>{{{"path", "//elsewhere.example/a.png"}},
                                              {{"path", "/screenshots/../api/v1/orders"}},
                                              {{"path", "/screenshots/a.png?x=1"}},
                                              {{"path", "/screenshots/a\r\nX-A: b"}},
                                              {{"path", 7}},
                                              {{"sha256", "aa"}},
                                              {{"sha256", nullptr}},
                                              {{"width", 100000}},
                                              {{"height", "400"}},
                                              {{"caption", "At work"}},
                                              {{"caption", {{"en", std::string(2000, 'x')}}}}})
    EXPECT_EQ(host::listed_screenshots(listing_with(change)), Json::array()) << change;
  EXPECT_EQ(host::listed_screenshots({{"id", "a.b"}, {"screenshots", "none"}}), Json::array());
  EXPECT_EQ(host::listed_screenshots({{"id", "a.b"}}), Json::array());
}

TEST(ScreenshotCacheTest, GivesBackWhatItIsAndForgetsTheOldest) {
  std::string pattern = "/tmp/kontor-pictures-XXXXXX";
  const std::filesystem::path folder = ::mkdtemp(pattern.data());
  host::ScreenshotCache cache(folder);
  const std::string first = png(640, 400);
  const std::string name = crypto::sha256_hex(first);
  cache.keep(name, first);
  EXPECT_EQ(cache.find(name), first);
  EXPECT_EQ(cache.find(std::string(64, '0')), std::nullopt);

  std::filesystem::last_write_time(
      folder / name, std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
  for (int number = 0; number <= 64; ++number) {
    const std::string bytes(std::size_t{512} << 10, static_cast<char>('0' + number));
    cache.keep(crypto::sha256_hex(bytes), bytes);
  }

  EXPECT_EQ(cache.find(name), std::nullopt);
  const std::string last(std::size_t{512} << 10, static_cast<char>('0' + 64));
  EXPECT_EQ(cache.find(crypto::sha256_hex(last)), last);
  ASSERT_TRUE(write_file(folder / crypto::sha256_hex(last), first));
  EXPECT_EQ(cache.find(crypto::sha256_hex(last)), std::nullopt) << "changed on disk";
  std::filesystem::remove_all(folder);
}

TEST(ScreenshotCacheTest, OnlyAPictureOfThatHashIsAnswered) {
  const std::string script = "<svg onload='steal()'/>";
  EXPECT_FALSE(host::picture_answer(script, crypto::sha256_hex(script)));
  EXPECT_FALSE(host::picture_answer(png(640, 400), crypto::sha256_hex(script)));
  EXPECT_EQ(host::picture_answer(webp(640, 400), crypto::sha256_hex(webp(640, 400)))
                ->headers.at("content-type"),
            "image/webp");
}

}  // namespace
}  // namespace kontor::testing
