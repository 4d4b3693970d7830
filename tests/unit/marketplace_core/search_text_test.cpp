#include <gtest/gtest.h>

#include "marketplace/core/case_folding.hpp"
#include "marketplace/core/listing.hpp"

namespace kontor::marketplace {
namespace {

TEST(CaseFoldingTest, LowersEveryScriptAndLeavesOtherBytesAlone) {
  EXPECT_EQ(fold_case("SMS Ångström ТЕЛЕФОН"), "sms ångström телефон");
  EXPECT_EQ(fold_case("a\xff\xc3"), "a\xff\xc3");
}

TEST(SearchTextTest, HoldsIdAndEveryTranslation) {
  const Json manifest{{"name", {{"en", "Calls"}, {"ru", "Звонки"}}},
                      {"summary", {{"en", "Rings"}}}};

  EXPECT_EQ(search_text_of("acme.calls", manifest), "acme.calls\ncalls\nзвонки\nrings");
}

}  // namespace
}  // namespace kontor::marketplace
