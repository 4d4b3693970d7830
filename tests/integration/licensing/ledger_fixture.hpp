#pragma once

#include <memory>
#include <string>

#include "base/core/random.hpp"
#include "licensing/seats/ledger.hpp"
#include "licensing/seats/refusal.hpp"
#include "licensing/seats/schema.hpp"
#include "tests/support/either_database.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/licenses.hpp"

namespace kontor::licensing {

// A ledger on a fresh database of either kind, with a clock that stands still.
class LedgerFixture : public testing::EitherDatabase {
 protected:
  LedgerFixture()
      : EitherDatabase("ledger",
                       [](db::Database& database) {
                         return db::migrate(database, "licensing", seat_migrations());
                       }),
        ledger_(open_ledger(*database_)) {}

  std::unique_ptr<SeatLedger> open_ledger(db::Database& database) {
    auto opened =
        SeatLedger::open(database, clock_, random_, maker_.authority_key, maker_.trusted());
    EXPECT_TRUE(opened) << opened.error().message;
    return std::move(*opened);
  }

  // Installs a licence of so many seats and gives its id.
  std::string install(SeatModel model, std::int64_t seats) {
    const auto license = ledger_->install_document(maker_.document(model, seats));
    EXPECT_TRUE(license) << license.error().message;
    return license->license_id;
  }

  static Claim wish(const std::string& license_id, const std::string& who) {
    return {.license_id = license_id,
            .subject = who,
            .session = "session of " + who,
            .idempotency_key = "claim of " + who};
  }

  static LeaseStep next(LeaseStep step) {
    ++step.sequence;
    return step;
  }

  // What the pool counts must be what the leases say.
  std::int64_t used() {
    const auto row = database_->read([](db::Session& session) {
      return session.query_row(R"sql(
          SELECT p.used, (SELECT count(*) FROM seat_lease l
                          WHERE l.license_id = p.license_id AND l.held = 1)
          FROM seat_pool p)sql");
    });
    EXPECT_EQ((*row)->integer(0), (*row)->integer(1)) << "the pool's counter has drifted";
    return (*row)->integer(0);
  }

  testing::FakeClock clock_;
  SystemRandom random_;
  testing::LicenseMaker maker_;
  std::unique_ptr<SeatLedger> ledger_;
};

template <typename T>
std::string code_of(const Result<T>& result) {
  return result ? "" : refusal_code(result.error());
}

}  // namespace kontor::licensing
