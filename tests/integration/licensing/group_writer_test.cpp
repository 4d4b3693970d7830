#include "licensing/seats/group_writer.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "tests/integration/licensing/ledger_fixture.hpp"

namespace kontor::licensing {
namespace {

constexpr int kCallers = 16;
constexpr int kWishes = 12;

class GroupWriterTest : public LedgerFixture {
 protected:
  GroupWriterTest() : writer_(*database_, LicenseLog(ledger_->epoch(), "a test's key")) {}

  static Status put(Change& change, const std::string& device) {
    TRY(change.execute("INSERT INTO seat_check_in (device_key, counter, nonce) VALUES ($1, 1, 'n')",
                       {device}));
    return ok();
  }
  std::int64_t rows() {
    const auto row = database_->read([](db::Session& session) {
      return session.query_row("SELECT count(*) FROM seat_check_in");
    });
    return (*row)->integer(0);
  }

  GroupWriter writer_;
};

TEST_P(GroupWriterTest, EachWishIsAllOrNothingWhateverItsNeighboursDo) {
  std::atomic<std::int64_t> kept{0};
  std::vector<std::thread> callers;
  for (int caller = 0; caller < kCallers; ++caller) {
    callers.emplace_back([&, caller] {
      for (int i = 0; i < kWishes; ++i) {
        const std::string device = std::to_string(caller) + "/" + std::to_string(i);
        const Status done = writer_.run([&](Change& change) -> Status {
          TRY(put(change, device));
          if (i % 3 == 1) return Error{ErrorCode::conflict, "refused after it wrote"};
          if (i % 3 == 2) return put(change, device);  // A constraint stands in the way.
          return ok();
        });
        EXPECT_EQ(static_cast<bool>(done), i % 3 == 0);
        if (done) ++kept;
      }
    });
  }
  for (std::thread& caller : callers) caller.join();

  EXPECT_EQ(kept, kCallers * kWishes / 3);
  EXPECT_EQ(rows(), kept);
}

TEST_P(GroupWriterTest, ARefusalLeavesNoEntryInTheLog) {
  const auto entries = [&] {
    const auto row = database_->read(
        [](db::Session& session) { return session.query_row("SELECT count(*) FROM seat_log"); });
    return (*row)->integer(0);
  };
  const std::int64_t before = entries();

  const Status refused = writer_.run([](Change& change) -> Status {
    change.log({.kind = LogKind::forked});
    return Error{ErrorCode::conflict, "no"};
  });
  const Status done = writer_.run([](Change& change) -> Status {
    change.log({.kind = LogKind::forked});
    return ok();
  });

  EXPECT_FALSE(refused);
  EXPECT_TRUE(done) << done.error().message;
  EXPECT_EQ(entries(), before + 1);
}

INSTANTIATE_TEST_SUITE_P(Databases, GroupWriterTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::licensing
