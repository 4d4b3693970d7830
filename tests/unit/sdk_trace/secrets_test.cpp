#include "sdk/trace/secrets.hpp"

#include <gtest/gtest.h>

#include "base/core/json.hpp"

namespace kontor::trace {
namespace {

std::string hidden(const std::vector<std::string>& values, std::string text) {
  Secrets secrets;
  for (const std::string& value : values) secrets.add(value);
  secrets.hide_in(text);
  return text;
}

TEST(SecretsTest, AreReplacedWhereverTheyStand) {
  EXPECT_EQ(hidden({"s3cret"}, "Bearer s3cret, s3crets3cret"),
            "Bearer (a secret), (a secret)(a secret)");
}

TEST(SecretsTest, TheLongerOneGoesFirst) {
  EXPECT_EQ(hidden({"abcd", "abcdefgh"}, "abcdefgh"), "(a secret)");
}

TEST(SecretsTest, AreLookedForAsJsonWritesThem) {
  const std::string secret = "line\nbreak";

  EXPECT_EQ(hidden({secret}, to_text(Json::array({secret}))), "[\"(a secret)\"]");
}

TEST(SecretsTest, AreLookedForAsTheyAreToo) {
  EXPECT_EQ(hidden({"quo\"ted"}, "Secret: quo\"ted\r\n"), "Secret: (a secret)\r\n");
}

TEST(SecretsTest, TheBeginningOfOneIsSeenAtTheEndOfAPiece) {
  Secrets secrets;
  secrets.add("s3cret");

  EXPECT_EQ(secrets.begun_in("Bearer s3c"), 3U);
  EXPECT_EQ(secrets.begun_in("Bearer s3cret"), 0U);
  EXPECT_EQ(secrets.begun_in("s"), 1U);
}

TEST(SecretsTest, TooShortToTellFromOtherTextIsLeft) {
  EXPECT_EQ(hidden({"1"}, "version 1"), "version 1");
}

}  // namespace
}  // namespace kontor::trace
