// Wall clocks that jump by an hour and by a year, of the server and of a client.

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <thread>

#include "base/core/files.hpp"
#include "tests/faults/seat_user.hpp"
#include "tests/faults/seats_process.hpp"

namespace kontor::testing {
namespace {

constexpr const char* kFakeTimeLibrary =
    "/usr/lib/" KONTOR_MULTIARCH "/faketime/libfaketimeMT.so.1";

// A client on a machine whose wall clock is off; its monotonic clock is not.
std::unique_ptr<Program> user_with_clock(const SeatsProcess& server, const std::string& name,
                                         const char* shift) {
  setenv("LD_PRELOAD", kFakeTimeLibrary, 1);
  setenv("FAKETIME", shift, 1);
  setenv("DONT_FAKE_MONOTONIC", "1", 1);
  auto user = std::make_unique<Program>(
      "faults_seat_user",
      std::vector<std::string>{server.origin(), server.host_token(), server.license_id(), name},
      server.folder() / (name + ".log"));
  for (const char* variable : {"LD_PRELOAD", "FAKETIME", "DONT_FAKE_MONOTONIC"}) unsetenv(variable);
  return user;
}

}  // namespace

TEST(ClockTest, NoJumpOfTheServersClockTakesOrDoublesASeat) {
  ASSERT_TRUE(std::filesystem::exists(kFakeTimeLibrary)) << "Debian's faketime brings it";
  constexpr std::int64_t kSeats = 4;
  SeatsProcess server({.seats = kSeats, .preload = kFakeTimeLibrary});
  Oracle oracle;
  CrowdResult crowd;
  std::thread users([&] {
    crowd = run_crowd({.origins = {server.origin()},
                       .token = server.host_token(),
                       .license_id = server.license_id()},
                      12, std::chrono::seconds(8), 21, oracle);
  });
  for (const char* shift : {"+1h", "-1h", "+0", "+1y", "+0", "-1y", "+0"}) {
    std::this_thread::sleep_for(std::chrono::seconds(1));
    ASSERT_TRUE(write_file(server.clock_file(), std::string(shift) + "\n"));
  }
  users.join();

  std::printf("%ld grants, most %ld at once\n", static_cast<long>(oracle.granted()),
              static_cast<long>(oracle.most()));
  EXPECT_EQ(crowd.first_error, "");
  EXPECT_LE(oracle.most(), kSeats);
  EXPECT_EQ(crowd.lost, 0);
  EXPECT_GT(oracle.granted(), kSeats);
  EXPECT_EQ(server.used(), 0);
}

class ClientClockTest : public ::testing::TestWithParam<const char*> {};

TEST_P(ClientClockTest, AClientWithAWrongClockKeepsItsSeat) {
  ASSERT_TRUE(std::filesystem::exists(kFakeTimeLibrary)) << "Debian's faketime brings it";
  SeatsProcess server({.seats = 1});
  const auto desk = user_with_clock(server, "desk", GetParam());
  Program& user = *desk;

  EXPECT_TRUE(eventually(
      [&] { return user.output().find("held 10") != std::string::npos || !user.is_running(); }));

  EXPECT_TRUE(user.is_running()) << user.output();
  EXPECT_EQ(server.used(), 1);
}

INSTANTIATE_TEST_SUITE_P(Shifts, ClientClockTest, ::testing::Values("+1h", "-1h", "+1y", "-1y"),
                         [](const auto& shift) { return "Shift" + std::to_string(shift.index); });

struct Clocks {
  const char* server;
  const char* client;
};
class BothClocksTest : public ::testing::TestWithParam<Clocks> {};

TEST_P(BothClocksTest, ServerAndClientWithWrongClocksNeverDoubleASeatNorLoseIt) {
  ASSERT_TRUE(std::filesystem::exists(kFakeTimeLibrary)) << "Debian's faketime brings it";
  SeatsProcess server({.seats = 1, .preload = kFakeTimeLibrary});
  const auto holder = user_with_clock(server, "holder", GetParam().client);
  const auto held = [&](const char* so_often) {
    return eventually([&] {
      return holder->output().find(so_often) != std::string::npos || !holder->is_running();
    });
  };
  EXPECT_TRUE(held("held 3"));

  ASSERT_TRUE(write_file(server.clock_file(), std::string(GetParam().server) + "\n"));
  const auto other = user_with_clock(server, "other", GetParam().server);

  EXPECT_TRUE(held("held 12"));
  EXPECT_TRUE(holder->is_running()) << holder->output();
  EXPECT_EQ(other->output().find("held"), std::string::npos) << "there is one seat";
  EXPECT_EQ(server.used(), 1);
}

INSTANTIATE_TEST_SUITE_P(Shifts, BothClocksTest,
                         ::testing::Values(Clocks{"+1h", "-1h"}, Clocks{"-1h", "+1h"},
                                           Clocks{"+1y", "-1y"}, Clocks{"-1y", "+1y"}),
                         [](const auto& shift) { return "Shift" + std::to_string(shift.index); });

}  // namespace kontor::testing
