// PostgreSQL goes away and comes back while three nodes are at work.

#include <gtest/gtest.h>

#include <thread>

#include "tests/faults/seat_user.hpp"
#include "tests/faults/seats_process.hpp"
#include "tests/support/postgres.hpp"

namespace kontor::testing {

TEST(PostgresRestartTest, TheDatabaseRestartedUnderLoadNeverGivesASeatTooMany) {
  constexpr std::int64_t kSeats = 5;
  PostgresCluster& cluster = PostgresCluster::shared();
  const std::string database = cluster.create_database();
  const SeatsProcess first({.seats = kSeats, .database = database});
  const SeatsProcess second({.database = database, .first = &first});
  const SeatsProcess third({.database = database, .first = &first});
  Oracle oracle;
  CrowdResult crowd;
  std::thread users([&] {
    crowd = run_crowd({.origins = {first.origin(), second.origin(), third.origin()},
                       .token = first.host_token(),
                       .license_id = first.license_id()},
                      16, std::chrono::seconds(8), 31, oracle);
  });
  for (int restart = 0; restart < 3; ++restart) {
    std::this_thread::sleep_for(std::chrono::seconds(1));
    cluster.restart();
  }
  users.join();

  std::printf("%ld grants, most %ld at once\n", static_cast<long>(oracle.granted()),
              static_cast<long>(oracle.most()));
  EXPECT_EQ(crowd.first_error, "");
  EXPECT_LE(oracle.most(), kSeats);
  EXPECT_EQ(crowd.lost, 0);
  EXPECT_GT(oracle.granted(), kSeats);
  EXPECT_TRUE(first.get("/licensing/v1/audit").value("whole", false));
}

}  // namespace kontor::testing
