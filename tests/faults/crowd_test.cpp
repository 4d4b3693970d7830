// 64 threads on 20 seats: one node on SQLite, three on PostgreSQL.

#include <gtest/gtest.h>

#include "tests/faults/seat_user.hpp"
#include "tests/faults/seats_process.hpp"
#include "tests/support/postgres.hpp"

namespace kontor::testing {
namespace {

constexpr std::int64_t kCrowdSeats = 20;
constexpr int kCrowd = 64;

void expect_calm(const SeatsProcess& server, const CrowdResult& crowd, const Oracle& oracle) {
  std::printf("%ld grants, %ld refused, most %ld at once\n", static_cast<long>(oracle.granted()),
              static_cast<long>(crowd.refused), static_cast<long>(oracle.most()));
  EXPECT_EQ(crowd.first_error, "");
  EXPECT_EQ(crowd.lost, 0);
  EXPECT_EQ(crowd.unsure, 0);
  EXPECT_LE(oracle.most(), kCrowdSeats);
  EXPECT_GT(oracle.granted(), kCrowdSeats);
  EXPECT_EQ(server.used(), 0);
  EXPECT_TRUE(server.get("/licensing/v1/audit").value("whole", false));
}

}  // namespace

TEST(CrowdTest, SixtyFourThreadsShareTwentySeatsOfOneNode) {
  const SeatsProcess server({.seats = kCrowdSeats});
  Oracle oracle;

  const CrowdResult crowd = run_crowd({.origins = {server.origin()},
                                       .token = server.host_token(),
                                       .license_id = server.license_id()},
                                      kCrowd, std::chrono::seconds(5), 1, oracle);

  expect_calm(server, crowd, oracle);
}

TEST(CrowdTest, SixtyFourThreadsShareTwentySeatsOfThreeNodes) {
  const std::string database = PostgresCluster::shared().create_database();
  const SeatsProcess first({.seats = kCrowdSeats, .database = database});
  const SeatsProcess second({.database = database, .first = &first});
  const SeatsProcess third({.database = database, .first = &first});
  Oracle oracle;

  const CrowdResult crowd = run_crowd({.origins = {first.origin(), second.origin(), third.origin()},
                                       .token = first.host_token(),
                                       .license_id = first.license_id()},
                                      kCrowd, std::chrono::seconds(6), 2, oracle);

  expect_calm(first, crowd, oracle);
}

}  // namespace kontor::testing
