#include "host/app/notices.hpp"

#include <gtest/gtest.h>

namespace kontor::host {

namespace {

TEST(NoticesTest, ReachTheUserTheyAreFor) {
  Notices notices;
  const auto anna = notices.subscribe("anna");
  const auto bo = notices.subscribe("bo");

  notices.to_user("anna", "notice", {{"text", "hello"}});
  notices.to_all("notice", {{"text", "all"}});

  EXPECT_EQ(anna->next(0)->size(), 2U);
  EXPECT_EQ(bo->next(0)->size(), 1U);
  EXPECT_TRUE(notices.is_listening("anna"));
  EXPECT_FALSE(notices.is_listening("carin"));
}

TEST(NoticesTest, ASlowPageLosesTheOldest) {
  Notices notices;
  const auto page = notices.subscribe("anna");

  for (std::size_t i = 0; i < Notices::kQueueMax + 5; ++i) notices.to_all("n", {{"i", i}});

  const auto events = page->next(0);
  ASSERT_TRUE(events);
  EXPECT_EQ(events->size(), Notices::kQueueMax);
  EXPECT_EQ(events->front().data, R"({"i":5})");
}

TEST(NoticesTest, ClosingEndsEveryStream) {
  Notices notices;
  const auto page = notices.subscribe("anna");

  notices.close();

  EXPECT_FALSE(page->next(1000));
}

}  // namespace

}  // namespace kontor::host
