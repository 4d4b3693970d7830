#include "licensing/seats/lease_request.hpp"

#include <gtest/gtest.h>

namespace kontor::licensing {
namespace {

Json good_claim() {
  return {{"license_id", "i"},
          {"subject", "anna"},
          {"session", "s"},
          {"idempotency_key", "k"},
          {"device_key", std::string(64, 'a')},
          {"signature", std::string(128, 'b')}};
}

TEST(LeaseRequestTest, ReadsAClaim) {
  const auto request = parse_claim(good_claim());

  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(request->claim.subject, "anna");
  EXPECT_EQ(request->signature, std::string(128, 'b'));
}

TEST(LeaseRequestTest, RefusesAnyMissingOddOrExtraMember) {
  const Json good = good_claim();
  for (const auto& [name, value] : good.items()) {
    Json missing = good;
    missing.erase(name);
    Json odd = good;
    odd[name] = "line\nbreak";
    Json number = good;
    number[name] = 1;
    EXPECT_FALSE(parse_claim(missing)) << name;
    EXPECT_FALSE(parse_claim(odd)) << name;
    EXPECT_FALSE(parse_claim(number)) << name;
  }
  Json extra = good_claim();
  extra["role"] = "admin";
  EXPECT_FALSE(parse_claim(extra));
}

TEST(LeaseRequestTest, ReadsStepsWithinTheirRange) {
  const Json good = {{"epoch", 1}, {"fence", 2}, {"sequence", 3}, {"mac", std::string(64, '0')}};
  Json negative = good;
  negative["fence"] = -1;
  Json fraction = good;
  fraction["sequence"] = 1.5;

  const auto request = parse_renew(good, "lease");

  ASSERT_TRUE(request);
  EXPECT_EQ(request->step.lease_id, "lease");
  EXPECT_EQ(request->step.fence, 2);
  EXPECT_FALSE(parse_renew(negative, "lease"));
  EXPECT_FALSE(parse_renew(fraction, "lease"));
  EXPECT_FALSE(parse_release(good, "lease"));
}

}  // namespace
}  // namespace kontor::licensing
