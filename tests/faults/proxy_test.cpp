// A network that loses, doubles, holds back and cuts what goes between hosts and kontor-seats.

#include <gtest/gtest.h>

#include "tests/faults/hostile_proxy.hpp"
#include "tests/faults/seat_user.hpp"
#include "tests/faults/seats_process.hpp"

namespace kontor::testing {

TEST(ProxyTest, NeverASeatTooManyAndNoneIsLost) {
  constexpr std::uint32_t kSeed = 1;
  constexpr std::int64_t kSeats = 5;
  constexpr std::int64_t kOverdraft = 1;
  const SeatsProcess server({.seats = kSeats, .overdraft = kOverdraft});
  const HostileProxy first(server.port(), kSeed);
  const HostileProxy second(server.port(), kSeed + 1000);
  const HostileProxy third(server.port(), kSeed + 2000);
  SeatService service{
      .origins = {}, .token = server.host_token(), .license_id = server.license_id()};
  for (const HostileProxy* proxy : {&first, &second, &third})
    service.origins.push_back(server.origin_of(proxy->port()));
  Oracle oracle;

  const CrowdResult crowd = run_crowd(service, 16, std::chrono::seconds(12), kSeed, oracle);

  const std::int64_t spoiled = first.spoiled() + second.spoiled() + third.spoiled();
  std::printf("seed %u: %ld grants, %ld refused, %ld messages spoiled, most %ld at once\n", kSeed,
              static_cast<long>(oracle.granted()), static_cast<long>(crowd.refused),
              static_cast<long>(spoiled), static_cast<long>(oracle.most()));
  EXPECT_EQ(crowd.first_error, "");
  EXPECT_LE(oracle.most(), kSeats + kOverdraft);
  EXPECT_EQ(crowd.lost, 0);
  EXPECT_EQ(crowd.unsure, 0);
  EXPECT_GT(oracle.granted(), 20);
  EXPECT_GT(spoiled, 20);
  // A claim that was refused and comes once more behind its sender's back may be granted to
  // nobody: that costs the seat for one lease time.
  EXPECT_TRUE(eventually([&] { return server.used() == 0; })) << "a seat was lost";
  EXPECT_TRUE(server.get("/licensing/v1/audit").value("whole", false));
}

}  // namespace kontor::testing
