// kill -9 of the server and of clients, at random points.

#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "licensing/seats/refusal.hpp"
#include "tests/faults/seat_user.hpp"
#include "tests/faults/seats_process.hpp"

namespace kontor::testing {

TEST(KillTest, AServerKilledAgainAndAgainNeverGrantsASeatTwice) {
  constexpr std::uint32_t kSeed = 11;
  constexpr std::int64_t kSeats = 5;
  SeatsProcess server({.seats = kSeats});
  Oracle oracle;
  CrowdResult crowd;
  std::thread users([&] {
    crowd = run_crowd({.origins = {server.origin()},
                       .token = server.host_token(),
                       .license_id = server.license_id()},
                      16, std::chrono::seconds(8), kSeed, oracle);
  });
  std::minstd_rand dice(kSeed);
  int kills = 0;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(7);
  while (std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100 + dice() % 500));
    server.kill_now();
    ++kills;
    server.start();
  }
  users.join();

  std::printf("seed %u: %d kills, %ld grants, most %ld at once\n", kSeed, kills,
              static_cast<long>(oracle.granted()), static_cast<long>(oracle.most()));
  EXPECT_EQ(crowd.first_error, "");
  EXPECT_LE(oracle.most(), kSeats);
  EXPECT_EQ(crowd.lost, 0) << "a survivor lost its seat";
  EXPECT_GE(kills, 5);
  EXPECT_TRUE(server.get("/licensing/v1/audit").value("whole", false));
}

TEST(KillTest, AKilledClientsSeatComesFreeAfterItsTimeAndItDoesNotComeBack) {
  SeatsProcess server({.seats = 1});
  const auto office = make_client(server.origin(), server.host_token());
  // The lapsed holder: claims, and is silent from then on.
  const auto begin = std::chrono::steady_clock::now();
  auto lapsed = office->claim(server.license_id(), "anna", "lapsed", "lapsed");
  ASSERT_TRUE(lapsed) << lapsed.error().message;

  Result<licensing::RemoteSeat> next = lapsed;
  ASSERT_TRUE(eventually([&] {
    next = office->claim(server.license_id(), "boris", "next", "next");
    return static_cast<bool>(next);
  })) << next.error().message;

  const auto waited = std::chrono::steady_clock::now() - begin;
  EXPECT_GE(waited, std::chrono::seconds(10)) << "its time was not over yet";
  const Status back = office->renew(*lapsed);
  ASSERT_FALSE(back);
  EXPECT_EQ(licensing::refusal_code(back.error()), "stale-fence");
  EXPECT_TRUE(office->renew(*next)) << "the new holder was disturbed";
  EXPECT_EQ(server.used(), 1);
}

TEST(KillTest, AClientKilledAtAnyPointHoldsAtMostItsOwnSeat) {
  constexpr std::uint32_t kSeed = 12;
  constexpr int kLives = 8;
  SeatsProcess server({.seats = 3});
  std::minstd_rand dice(kSeed);
  for (int life = 0; life < kLives; ++life) {
    // The same session each time: as a host that starts again asks.
    Program user("faults_seat_user",
                 {server.origin(), server.host_token(), server.license_id(), "desk"},
                 server.folder() / "user.log");
    std::this_thread::sleep_for(std::chrono::milliseconds(dice() % 300));
    user.kill_now();
    EXPECT_LE(server.used(), 1) << "seed " << kSeed << ", life " << life;
  }
}

}  // namespace kontor::testing
