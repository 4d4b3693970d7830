#include "sdk/package/screenshots.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/core/files.hpp"
#include "tests/support/pictures.hpp"
#include "tests/unit/sdk_package/sample_package.hpp"

namespace kontor::package {
namespace {

using ::testing::HasSubstr;
using testing::png;

Json shot(const std::string& file) {
  return {{"file", file}, {"caption", {{"en", "A map"}, {"sv", "En karta"}}}};
}

// The sample with these entries in its listing.
class ScreenshotsTest : public ::testing::Test {
 protected:
  void list(const Json& shots) {
    Json manifest = sample_manifest();
    manifest["listing"]["screenshots"] = shots;
    folder.write("manifest.json", manifest.dump());
  }
  std::string packing_refusal() {
    const auto packed = write_package(folder.path());
    return packed ? "" : packed.error().message;
  }
  SampleFolder folder;
};

TEST_F(ScreenshotsTest, ArePackedWithTheSizeTheyHave) {
  list(Json::array({shot("screenshots/map.png"), shot("screenshots/list.webp")}));
  folder.write("screenshots/map.png", png(1280, 800));
  folder.write("screenshots/list.webp", testing::webp(640, 400));

  const Archive archive =
      opened(*sign_package(opened(*write_package(folder.path())), vendor_key()));

  const auto verified = verify_package(archive, {vendor_key().public_key()});
  ASSERT_TRUE(verified) << verified.error().message;
  const auto& shots = verified->manifest.screenshots;
  ASSERT_EQ(shots.size(), 2U);
  EXPECT_EQ(shots[0].file, "screenshots/map.png");
  EXPECT_EQ(shots[0].caption.at("sv"), "En karta");
  EXPECT_EQ(shots[0].width, 1280);
  EXPECT_EQ(shots[0].height, 800);
  EXPECT_EQ(shots[1].width, 640);
  const Explanation told = explain_package(archive, {vendor_key().public_key()});
  EXPECT_EQ(told.lines.back().check, "listing.screenshots");
  EXPECT_TRUE(told.lines.back().passed);
}

TEST_F(ScreenshotsTest, ArePackedAgainWithTheSizeTheyHaveNow) {
  Json said = shot("screenshots/map.png");
  list(Json::array({said}));
  folder.write("screenshots/map.png", png(1280, 800));
  const Archive archive = opened(*write_package(folder.path()));
  folder.write("manifest.json", *archive.read("manifest.json", kManifestBytesMax));

  EXPECT_EQ(*write_package(folder.path()), archive.bytes());

  folder.write("screenshots/map.png", png(640, 400));
  EXPECT_THAT(packing_refusal(), HasSubstr("is 640 x 400 pixels, the manifest says 1280 x 800"));
}

TEST_F(ScreenshotsTest, ThatAreWrongAreNamedWithWhatIsWrong) {
  struct Wrong {
    std::string file, bytes, message;
  };
  const std::string large = testing::png_with("IDAT", std::string(kScreenshotBytesMax, 'x'));
  for (const Wrong& one : std::vector<Wrong>{
           {"screenshots/a.png", "<svg/>", "neither PNG nor WebP"},
           {"screenshots/a.png", testing::webp(640, 400), "its name ends in .webp"},
           {"screenshots/a.webp", png(640, 400), "its name ends in .png"},
           {"screenshots/a.png", png(319, 400), "allowed are 320 x 200 to 2560 x 1600"},
           {"screenshots/a.png", png(640, 1601), "it is 640 x 1601 pixels"},
           {"screenshots/a.png", testing::png_with("tEXt", "who"), "without metadata"},
           {"screenshots/a.png", large, "at most 524288 are allowed"}}) {
    const SampleFolder fresh;
    Json manifest = sample_manifest();
    manifest["listing"]["screenshots"] = Json::array({shot(one.file)});
    fresh.write("manifest.json", manifest.dump());
    fresh.write(one.file, one.bytes);

    const auto packed = write_package(fresh.path());

    ASSERT_FALSE(packed) << one.message;
    EXPECT_THAT(packed.error().message, HasSubstr(one.message));
    EXPECT_THAT(packed.error().message, HasSubstr((fresh.path() / one.file).string()));
  }
}

TEST_F(ScreenshotsTest, AreThoseOfTheListingAndNoOthers) {
  list(Json::array({shot("screenshots/map.png")}));
  EXPECT_THAT(packing_refusal(), HasSubstr("it is not there"));

  folder.write("screenshots/map.png", png(640, 400));
  folder.write("screenshots/old.png", png(640, 400));
  EXPECT_THAT(packing_refusal(), HasSubstr("old.png: no entry of listing.screenshots names it"));
}

TEST_F(ScreenshotsTest, AreEightAtMostWithPlainNamesAndACaptionInEnglish) {
  const auto refused = [](const Json& shots) {
    Json manifest = sample_manifest();
    manifest["listing"]["screenshots"] = shots;
    return !Manifest::parse(manifest.dump());
  };
  Json nine = Json::array();
  for (int number = 1; number <= 9; ++number)
    nine.push_back(shot("screenshots/" + std::to_string(number) + ".png"));
  EXPECT_TRUE(refused(nine));
  nine.erase(8);
  EXPECT_FALSE(refused(nine));
  for (const char* file :
       {"screenshots/a.svg", "screenshots/a.PNG", "screenshots/../a.png", "a.png",
        "screenshots/b/a.png", "screenshots/.a.png", "/screenshots/a.png"})
    EXPECT_TRUE(refused(Json::array({shot(file)}))) << file;
  EXPECT_TRUE(refused(Json::array({shot("screenshots/a.png"), shot("screenshots/a.png")})))
      << "twice";
  Json without_english = shot("screenshots/a.png");
  EXPECT_FALSE(refused(Json::array({without_english})));
  without_english["caption"].erase("en");
  EXPECT_TRUE(refused(Json::array({without_english})));
}

// As one that a vendor's own tool has packed.
TEST_F(ScreenshotsTest, OfAPackageSayTheirSizeTruly) {
  Json manifest = sample_manifest();
  manifest["listing"]["screenshots"] = Json::array({shot("screenshots/map.png")});
  manifest["files"] = {{"screenshots/map.png", std::string(64, 'a')}};
  const auto problem = [&] {
    const auto parsed = Manifest::parse(manifest.dump());
    const auto problems = screenshot_problems(
        *parsed, {"screenshots/map.png"},
        [](const std::string&) -> Result<std::string> { return png(640, 400); });
    return problems.empty() ? "" : problems.front().message;
  };

  EXPECT_EQ(problem(), "has no width and height in the manifest");
  manifest["listing"]["screenshots"][0]["width"] = 800;
  manifest["listing"]["screenshots"][0]["height"] = 400;
  EXPECT_THAT(problem(), HasSubstr("the manifest says 800 x 400"));
  manifest["listing"]["screenshots"][0]["width"] = 640;
  EXPECT_EQ(problem(), "");
}

}  // namespace
}  // namespace kontor::package
