#include "marketplace/review/policy.hpp"

#include <gtest/gtest.h>

#include "marketplace/review/checks.hpp"

namespace kontor::marketplace::review {
namespace {

TEST(ReviewPolicyTest, ChecksAreSwitchedAndSoftenedOneByOne) {
  const auto policy =
      Policy::parse(Json::parse(R"({"version.order": {"enforced": false}})")).value();

  EXPECT_TRUE(policy.setting(kVersionOrder).enabled);
  EXPECT_FALSE(policy.setting(kVersionOrder).enforced);
  EXPECT_TRUE(policy.setting(kLibraryEntry).enforced);
}

TEST(ReviewPolicyTest, WhatProvesTheSenderCannotBeSwitchedOff) {
  EXPECT_FALSE(Policy::parse(Json::parse(R"({"vendor.signature": {"enabled": false}})")));
  EXPECT_FALSE(Policy::parse(Json::parse(R"({"version.order": {"enabled": "no"}})")));
  EXPECT_FALSE(Policy::parse(Json::parse("[]")));
}

TEST(VerdictTest, AnEnforcedFindingRejectsAndAnotherQuarantines) {
  const Finding soft{.rule = "a", .enforced = false};
  const Finding hard{.rule = "b", .enforced = true};

  EXPECT_EQ(verdict({}), UploadState::passed);
  EXPECT_EQ(verdict({soft}), UploadState::quarantined);
  EXPECT_EQ(verdict({soft, hard}), UploadState::rejected);
}

}  // namespace
}  // namespace kontor::marketplace::review
