#include <gtest/gtest.h>

#include <thread>

#include "host/server/host.hpp"
#include "tests/integration/host/running_host.hpp"
#include "tests/support/either_database.hpp"

// The real program, killed while it brings the data of an earlier version to its own.
namespace kontor::host {

namespace {

constexpr int kMoments = 6;
constexpr std::chrono::milliseconds kApart{40};

class UpgradeKillTest : public ::testing::TestWithParam<db::Dialect> {
 protected:
  // As a program from before webhooks left it.
  void make_older() {
    const auto database = db::Database::open(host_.settings().database_url()).value();
    const Status done = database->transaction([](db::Session& session) -> Status {
      for (const char* statement :
           {"DROP TABLE webhook_delivery", "DROP TABLE webhook",
            "DELETE FROM schema_migration WHERE component = 'host' AND number = 8"})
        TRY(session.execute(statement));
      return ok();
    });
    ASSERT_TRUE(done) << done.error().message;
  }
  // Starts it, and kills it that long after its upgrade began.
  void kill_after(std::chrono::milliseconds pause) {
    const auto data = host_.settings().data;
    std::filesystem::remove(data / "port");
    testing::Program program(
        "kontor-host",
        {"--data", data, "--port", "0", "--database", host_.settings().database_url()},
        host_.folder() / "killed");
    EXPECT_TRUE(testing::eventually([&] {
      return std::filesystem::exists(data / "upgrade") || std::filesystem::exists(data / "port");
    })) << program.output();
    std::this_thread::sleep_for(pause);
    program.kill_now();
  }

  testing::RunningHost host_{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Databases, UpgradeKillTest, testing::both_databases(),
                         testing::database_name);

TEST_P(UpgradeKillTest, R35TheNextStartGoesOnWhereverTheHostWasKilled) {
  for (int moment = 0; moment < kMoments; ++moment) {
    SCOPED_TRACE(moment);
    make_older();
    kill_after(moment * kApart);

    host_.start();

    EXPECT_TRUE(host_.call("GET", "/api/v1/webhooks")) << host_.output();
    const auto users = host_.call("GET", "/api/v1/users");
    ASSERT_TRUE(users);
    EXPECT_EQ(users->at("users").size(), 1U) << *users;
    EXPECT_EQ(host_.stop(), 0);
    for (const char* left : {"upgrade", "upgrade.finished", "keys/upgrade.key"})
      EXPECT_FALSE(std::filesystem::exists(host_.settings().data / left)) << left;
    EXPECT_TRUE(verify_audit_log(host_.settings()));
  }
}

}  // namespace

}  // namespace kontor::host
