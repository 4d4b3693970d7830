// A network that loses, doubles, holds back and cuts what goes between hosts and kontor-seats.

#include <gtest/gtest.h>

#include "tests/faults/hostile_proxy.hpp"
#include "tests/faults/seat_user.hpp"
#include "tests/faults/seats_process.hpp"

namespace kontor::testing {

class ProxyTest : public ::testing::TestWithParam<std::uint32_t> {};

TEST_P(ProxyTest, NeverASeatTooManyAndNoneIsLost) {
  const std::uint32_t seed = GetParam();
  constexpr std::int64_t kSeats = 5;
  constexpr std::int64_t kOverdraft = 1;
  const SeatsProcess server({.seats = kSeats, .overdraft = kOverdraft});
  const HostileProxy proxy(server.port(), seed);
  Oracle oracle;

  const CrowdResult crowd = run_crowd({.origins = {server.origin_of(proxy.port())},
                                       .token = server.host_token(),
                                       .license_id = server.license_id()},
                                      16, std::chrono::seconds(5), seed, oracle);

  std::printf("seed %u: %ld grants, %ld refused, %ld passed, %ld spoiled, most %ld at once\n", seed,
              static_cast<long>(oracle.granted()), static_cast<long>(crowd.refused),
              static_cast<long>(proxy.passed()), static_cast<long>(proxy.spoiled()),
              static_cast<long>(oracle.most()));
  EXPECT_EQ(crowd.first_error, "");
  EXPECT_LE(oracle.most(), kSeats + kOverdraft);
  EXPECT_EQ(crowd.lost, 0);
  EXPECT_GT(oracle.granted(), 20);
  EXPECT_GT(proxy.spoiled(), 20);
  if (crowd.unsure == 0) {
    EXPECT_EQ(server.used(), 0) << "a lost reply leaked a seat";
  }
  EXPECT_TRUE(server.get("/licensing/v1/audit").value("whole", false));
}

INSTANTIATE_TEST_SUITE_P(Seeds, ProxyTest, ::testing::Values(1u, 2u, 3u));

}  // namespace kontor::testing
