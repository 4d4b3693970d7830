#include "sdk/package/handbook.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/sdk_package/sample_package.hpp"

namespace kontor::package {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class HandbookTest : public ::testing::Test {
 protected:
  std::string packing_refusal() {
    const auto packed = write_package(folder.path());
    return packed ? "" : packed.error().message;
  }
  SampleFolder folder;
};

TEST_F(HandbookTest, IsPackedInEachLanguageAndToldOf) {
  folder.write("handbook.md", "# Maps\n\nGive it a *key*.\n");
  folder.write("handbook.sv.md", "# Kartor\r\n\tGe den en nyckel.\n");
  folder.write("handbook.da.md", "# Kort");

  const Archive archive =
      opened(*sign_package(opened(*write_package(folder.path())), vendor_key()));

  const auto verified = verify_package(archive, {vendor_key().public_key()});
  ASSERT_TRUE(verified) << verified.error().message;
  EXPECT_THAT(handbook_languages(verified->manifest.files), ElementsAre("en", "da", "sv"));
  const Explanation told = explain_package(archive, {vendor_key().public_key()});
  EXPECT_EQ(told.lines.back().check, "listing.handbook");
  EXPECT_TRUE(told.lines.back().passed);
}

TEST_F(HandbookTest, IsReadInOnesOwnLanguageAndElseInEnglish) {
  const std::vector<std::string> languages = {"en", "sv"};

  EXPECT_EQ(handbook_for(languages, "sv-SE"), "sv");
  EXPECT_EQ(handbook_for(languages, "ru"), "en");
  EXPECT_EQ(handbook_for(languages, ""), "en");
}

TEST_F(HandbookTest, WithinItsLimitIsPackedAndBeyondItIsNot) {
  // Numbers: what packs too well is refused as such.
  std::string text;
  for (int i = 0; text.size() < kHandbookBytesMax; ++i) text += std::to_string(i * 7919) + "\n";
  text.resize(kHandbookBytesMax);
  folder.write("handbook.md", text);
  EXPECT_EQ(packing_refusal(), "");

  folder.write("handbook.md", text + "1");

  EXPECT_THAT(packing_refusal(),
              HasSubstr("handbook.md: it has 262145 bytes, at most 262144 are allowed"));
}

TEST_F(HandbookTest, ThatIsNoPlainUtf8IsNotPacked) {
  for (const auto& [text, why] : std::vector<std::pair<std::string, std::string>>{
           {"", "it is empty"},
           {"caf\xe9", "it is not UTF-8"},
           {"\xed\xa0\x80", "it is not UTF-8"},
           {std::string("a\0b", 3), "a control character at byte 1"},
           {"\x1b[2J", "a control character at byte 0"},
           {"a\x7f", "a control character at byte 1"},
           {"a\xc2\x9b", "a control character at byte 1"}}) {
    folder.write("handbook.md", text);
    const std::string refusal = packing_refusal();
    EXPECT_THAT(refusal, HasSubstr("handbook.md: it "));
    EXPECT_THAT(refusal, HasSubstr(why));
  }
}

TEST_F(HandbookTest, OfAnotherNameIsToldAndNoneIsWithoutEnglish) {
  const auto problems = [](const std::vector<std::string>& names) {
    std::vector<std::string> files;
    for (const auto& problem : handbook_problems(
             names, [](const std::string&) -> Result<std::string> { return std::string("# A"); }))
      files.push_back(problem.file);
    return files;
  };

  EXPECT_THAT(problems({"handbook.md", "handbook.sv.md", "handbook.txt", "README.md",
                        "docs/handbook.x.md", "handbook.png"}),
              ElementsAre());
  EXPECT_THAT(problems({"handbook.md", "handbook.en.md", "handbook.SV.md", "handbook.swe.md"}),
              ElementsAre("handbook.en.md", "handbook.SV.md", "handbook.swe.md"));
  EXPECT_THAT(problems({"handbook.sv.md"}), ElementsAre("handbook.md"));
  EXPECT_THAT(handbook_languages({{"handbook.sv.md", "00"}}), ElementsAre());
  EXPECT_THAT(handbook_languages({{"handbook.md", "00"}, {"handbook.EN.md", "00"}}),
              ElementsAre("en"));
}

}  // namespace
}  // namespace kontor::package
