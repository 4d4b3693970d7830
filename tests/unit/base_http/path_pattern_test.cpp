#include "base/http/path_pattern.hpp"

#include <gtest/gtest.h>

namespace kontor::http {
namespace {

TEST(PathPattern, CapturesDecodedSegments) {
  const auto match = match_path("/records/{entity}/{id}", "/records/person/a%20b");

  ASSERT_TRUE(match);
  EXPECT_EQ(match->at("entity"), "person");
  EXPECT_EQ(match->at("id"), "a b");
}

TEST(PathPattern, TakesTheRestOfAPath) {
  EXPECT_EQ(match_path("/tuf/{file...}", "/tuf/targets/a/b.kpkg")->at("file"), "targets/a/b.kpkg");
  EXPECT_EQ(match_path("/{page...}", "/x")->at("page"), "x");
}

TEST(PathPattern, NeverLetsAPathEscape) {
  for (const char* path : {"/f/..", "/f/../x", "/f/%2e%2e", "/f/a%2fb", "/f/%00", "/f/", "/f//a",
                           "/f/%", "/f/%zz", "/f/%ff"}) {
    EXPECT_FALSE(match_path("/f/{name...}", path)) << path;
    EXPECT_FALSE(match_path("/f/{name}", path)) << path;
  }
}

TEST(PathPattern, PutsTheMoreLiteralOneFirst) {
  EXPECT_TRUE(more_specific("/a/b", "/a/{x}"));
  EXPECT_TRUE(more_specific("/a/{x}", "/a/{x...}"));
  EXPECT_FALSE(more_specific("/a/{x}", "/a/b"));
}

}  // namespace
}  // namespace kontor::http
