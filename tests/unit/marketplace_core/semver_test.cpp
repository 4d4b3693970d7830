#include "marketplace/core/semver.hpp"

#include <gtest/gtest.h>

namespace kontor::marketplace {
namespace {

SemVer version(std::string_view text) { return SemVer::parse(text).value(); }

TEST(SemVerTest, OrdersAsTheSpecificationsExample) {
  const char* const rising[] = {"1.0.0-alpha",  "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta",
                                "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",       "1.0.0",
                                "1.0.1",        "1.2.0",         "1.10.0",           "2.0.0"};
  for (std::size_t index = 1; index < std::size(rising); ++index)
    EXPECT_LT(version(rising[index - 1]), version(rising[index])) << rising[index];
}

TEST(SemVerTest, BuildMetadataDoesNotCount) {
  EXPECT_EQ(version("1.0.0+one"), version("1.0.0+two"));
}

TEST(SemVerTest, RefusesEverythingElse) {
  for (const char* text : {"", "1", "1.0", "1.0.0.0", "01.0.0", "1.0.0-", "1.0.0-01", "1.0.0+",
                           "v1.0.0", "1.0.0-a..b", "1.0.99999999999999999999", "1.0.-1", "1.0.0 "})
    EXPECT_FALSE(SemVer::parse(text)) << text;
}

}  // namespace
}  // namespace kontor::marketplace
