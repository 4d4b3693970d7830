#include "base/core/files.hpp"
#include "marketplace/core/target_path.hpp"
#include "marketplace/repository/offline_documents.hpp"
#include "marketplace/repository/signing.hpp"
#include "tests/integration/marketplace/market_fixture.hpp"
#include "tests/integration/marketplace/package_edit.hpp"
#include "tests/support/pictures.hpp"

namespace kontor::marketplace {
namespace {

class ListingScreenshotsTest : public MarketFixture {
 protected:
  ListingScreenshotsTest() {
    EXPECT_EQ(register_vendor("acme").status, 201);
    EXPECT_EQ(approve_vendor("acme").status, 200);
  }
  testing::PackageText pictured(const std::string& version = "1.0.0") const {
    testing::PackageText text{.version = version};
    text.screenshots = {{.name = "notes.png", .bytes = png_, .caption = "Notes on a card"},
                        {.name = "list.webp", .bytes = webp_, .caption = "All notes"}};
    return text;
  }
  Json shown() { return json(ask("GET", "/api/v1/catalogue/acme.notes"))["screenshots"]; }
  // acme's next role with `terms` of this release.
  void change(const std::string& version, const Json& terms) {
    Json body =
        renewed(repository_->metadata("vendor.acme").value(), clock_.now_ms() + 86'400'000).value();
    Json& custom = body["targets"][package_path("acme.notes", version)]["custom"];
    if (custom.is_null()) custom = Json::object();
    custom.merge_patch(terms);
    ASSERT_EQ(put_role("acme", sign_metadata(body, {keys_.at("acme")}).value()).status, 200);
  }
  // Picture and what is said of the answer that carries it.
  std::string served(const http::Response& answer) {
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.headers.at("content-security-policy"), "default-src 'none'; sandbox");
    return answer.file.empty() ? answer.body : read_file(answer.file, 1 << 20).value();
  }
  const std::string png_ = testing::png(640, 400), webp_ = testing::webp(800, 500);
};

TEST_P(ListingScreenshotsTest, AreNamedWithCaptionAndSizeAndServedAsPictures) {
  release(pictured());

  const Json shots = shown();

  ASSERT_EQ(shots.size(), 2U);
  EXPECT_EQ(shots[0]["path"], "/screenshots/acme.notes/1.0.0/notes.png");
  EXPECT_EQ(shots[0]["caption"]["en"], "Notes on a card");
  EXPECT_EQ(shots[0]["width"], 640);
  EXPECT_EQ(shots[0]["height"], 400);
  EXPECT_EQ(shots[0]["sha256"], crypto::sha256_hex(png_));
  for (const auto& [at, bytes, type] :
       {std::tuple{0U, &png_, "image/png"}, std::tuple{1U, &webp_, "image/webp"}}) {
    const auto answer = ask("GET", shots[at]["path"]);
    EXPECT_EQ(served(answer), *bytes);
    EXPECT_EQ(answer.headers.at("content-type"), type);
    EXPECT_EQ(answer.headers.at("cache-control"), "public, max-age=31536000, immutable");
  }
}

TEST_P(ListingScreenshotsTest, ComeFromThePackageAgainWhenTheyAreGone) {
  release(pictured());
  const std::string path = shown()[0]["path"];
  ASSERT_EQ(ask("GET", path).status, 200);

  std::filesystem::remove_all(folder_ / "screenshots");

  EXPECT_EQ(served(ask("GET", path)), png_);
}

TEST_P(ListingScreenshotsTest, GoWithAReleaseThatIsYanked) {
  release(pictured());
  const std::string path = shown()[0]["path"];
  ASSERT_EQ(ask("GET", path).status, 200);

  change("1.0.0", {{"yanked", {{"reason", "eats data"}}}});

  EXPECT_EQ(shown(), Json::array());
  EXPECT_EQ(ask("GET", path).status, 404);
  change("1.0.0", {{"yanked", nullptr}});
  EXPECT_EQ(served(ask("GET", path)), png_);
}

TEST_P(ListingScreenshotsTest, OfAPrivateReleaseAreNobodys) {
  release(pictured());
  release(pictured("1.1.0"));
  change("1.1.0", {{"channel", "private"}});

  EXPECT_EQ(shown()[0]["path"], "/screenshots/acme.notes/1.0.0/notes.png");
  EXPECT_EQ(ask("GET", "/screenshots/acme.notes/1.1.0/notes.png").status, 404);
}

TEST_P(ListingScreenshotsTest, AreOnlyWhatTheListingNames) {
  release(pictured());

  for (const char* path :
       {"acme.notes/1.0.0/other.png", "acme.notes/1.0.1/notes.png", "acme.none/1.0.0/notes.png",
        "acme.notes/1.0.0/plugin.so", "acme.notes/1.0.0/..%2Fmanifest.json",
        "acme.notes/1.0.0/..%2F..%2Fdata%2Fkeys%2Flicense.key"})
    EXPECT_EQ(ask("GET", std::string("/screenshots/") + path).status, 404) << path;
  release({.id = "acme.plain"});
  EXPECT_EQ(json(ask("GET", "/api/v1/catalogue/acme.plain"))["screenshots"], Json::array());
}

TEST_P(ListingScreenshotsTest, AreSeenByWhoReviewsAndByNobodyElseBefore) {
  const Json waiting = json(upload("acme", package(pictured())));
  ASSERT_EQ(waiting["state"], "PASSED") << waiting;
  const std::string path = waiting["screenshots"][0]["path"];

  const auto answer = ask("GET", path, tokens_["operator"]);

  EXPECT_EQ(served(answer), png_);
  EXPECT_EQ(answer.headers.at("content-type"), "image/png");
  EXPECT_EQ(answer.headers.at("cache-control"), "no-store");
  EXPECT_EQ(ask("GET", path).status, 401);
  EXPECT_EQ(ask("GET", path, tokens_["acme"]).status, 403);
  EXPECT_EQ(ask("GET", "/screenshots/acme.notes/1.0.0/notes.png").status, 404);
  const Json queue = json(ask("GET", "/api/v1/queue", tokens_["operator"]));
  EXPECT_EQ(queue["uploads"][0]["screenshots"].size(), 2U);
}

TEST_P(ListingScreenshotsTest, ThatAreNoPicturesRejectThePackage) {
  const std::string good = package(pictured());
  const auto rejected = [&](const std::string& bytes, const Json& size) {
    const auto edited =
        testing::edited_package(good, keys_.at("acme"), [&](auto& members, Json& manifest) {
          members["screenshots/notes.png"] = bytes;
          manifest["listing"]["screenshots"][0].update(size);
          testing::renew_sbom(members, manifest);
        });
    const Json upload = json(this->upload("acme", edited));
    EXPECT_EQ(upload["state"], "REJECTED") << upload;
    return upload["findings"].empty() ? Json() : upload["findings"][0];
  };

  const Json script = rejected("<svg onload='steal()'/>", Json::object());

  EXPECT_EQ(script["rule"], "listing.screenshots");
  EXPECT_EQ(script["file"], "screenshots/notes.png");
  EXPECT_EQ(rejected(testing::png(800, 400), Json::object())["message"],
            "is 800 x 400 pixels, the manifest says 640 x 400");
  EXPECT_EQ(rejected(testing::png_with("eXIf", "where"), Json::object())["rule"],
            "listing.screenshots");
}

INSTANTIATE_TEST_SUITE_P(Databases, ListingScreenshotsTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::marketplace
