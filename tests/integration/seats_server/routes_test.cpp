#include <gtest/gtest.h>

#include "base/core/random.hpp"
#include "base/http/server.hpp"
#include "licensing/server/seats_server.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/licenses.hpp"

namespace kontor::licensing {

// What kontor-seats serves, without listening.
class SeatsRoutesTest : public ::testing::Test {
 protected:
  SeatsRoutesTest() {
    add_seats_server_routes(router_, *ledger_, desk_, gatekeeper_);
    http::add_operational_routes(router_, "Kontor seats", [] { return ok(); });
  }
  http::Response ask(const std::string& method, const std::string& target) {
    http::Request request;
    request.method = method;
    request.target = target;
    return router_.dispatch(request);
  }

  testing::FakeClock clock_;
  SystemRandom random_;
  testing::LicenseMaker maker_;
  std::unique_ptr<db::Database> database_ = db::Database::open("sqlite::memory:").value();
  std::unique_ptr<SeatLedger> ledger_ =
      SeatLedger::open(*database_, clock_, random_, maker_.authority_key, maker_.trusted()).value();
  OfflineDesk desk_{*database_, *ledger_, clock_, maker_.authority_key, maker_.trusted()};
  Gatekeeper gatekeeper_{*database_, clock_, {}};
  http::Router router_;
};

TEST_F(SeatsRoutesTest, EveryRouteWantsATokenOrSaysWhyNot) {
  for (const http::Route& route : router_.routes()) {
    EXPECT_EQ(route.auth.scheme().empty(), !route.auth.reason().empty()) << route.path;
    if (!route.auth.scheme().empty()) {
      EXPECT_EQ(ask(route.method, route.path).status, 401) << route.method << " " << route.path;
    }
  }
}

TEST_F(SeatsRoutesTest, TheOpenApiDocumentIsTheGoldenOne) {
  testing::expect_golden("seats.openapi.json",
                         http::openapi(router_, "Kontor seats", "1").dump(2) + "\n");
}

TEST_F(SeatsRoutesTest, TheHostsTableIsTheGoldenOne) {
  EXPECT_TRUE(migrate_hosts(*database_));
  EXPECT_TRUE(migrate_hosts(*database_)) << "twice is once";
}

}  // namespace kontor::licensing
