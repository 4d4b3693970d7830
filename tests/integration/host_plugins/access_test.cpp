#include <cstdlib>
#include <filesystem>

#include "base/core/files.hpp"
#include "host/api/seat_endpoints.hpp"
#include "host/server/plugin_side.hpp"
#include "licensing/seats/endpoints.hpp"
#include "tests/integration/host/host_fixture.hpp"
#include "tests/support/licenses.hpp"

namespace kontor::host {
namespace {

// Every route that plugins, seats and the market bring, as kontor-host wires them.
class HostAccessTest : public testing::HostTest {
 protected:
  void SetUp() override {
    Settings settings;
    settings.data = folder_;
    settings.runner = std::filesystem::path(std::getenv("KONTOR_BIN")) / "kontor-runner";
    side_ = PluginSide::create(settings, {*database_, clock_, random_, ids_, *definitions_,
                                          *records_, *accounts_, *outbox_, notices_})
                .value();
    side_->add_routes(router_, *accounts_);
  }
  void TearDown() override { side_.reset(); }

  static std::string target_of(const http::Route& route) {
    std::string target = route.path;
    for (auto open = target.find('{'); open != std::string::npos; open = target.find('{'))
      target.replace(open, target.find('}') - open + 1, "none.such");
    return target;
  }
  int status(const http::Route& route, const std::string& token) {
    http::Request request;
    request.method = route.method;
    request.target = target_of(route);
    if (!token.empty()) request.headers["authorization"] = "Bearer " + token;
    const int answered = router_.dispatch(request).status;
    EXPECT_NE(answered, 500) << route.method << " " << route.path;
    return answered;
  }
  std::string token(const std::vector<std::string>& scopes) {
    return accounts_->issue_token(admin_, "test", scopes)->token;
  }

  // A new user with a role that has nothing to do with seats.
  Principal signed_in_as(const std::string& email) {
    return accounts_->act_as(add_user(email, "sales")).value();
  }

  std::unique_ptr<PluginSide> side_;
  http::Router router_;
};
INSTANTIATE_TEST_SUITE_P(Databases, HostAccessTest, testing::both_databases(),
                         testing::database_name);

// Who a route serves: a named right, anybody signed in, or the outside.
constexpr const char* kSignedIn = "signed in";
constexpr const char* kOutside = "outside";
const std::map<std::string, std::string> kServes{
    {"GET /api/v1/plugins", kSignedIn},
    {"POST /api/v1/plugins/install", "plugins.manage"},
    {"POST /api/v1/plugins/{id}/start", "plugins.manage"},
    {"POST /api/v1/plugins/{id}/stop", "plugins.manage"},
    {"DELETE /api/v1/plugins/{id}", "plugins.manage"},
    {"PUT /api/v1/plugins/{id}/settings", "plugins.manage"},
    {"PUT /api/v1/plugins/{id}/secrets/{name}", "plugins.manage"},
    {"GET /api/v1/plugins/{id}", "plugins.manage"},
    {"GET /api/v1/plugins/{id}/gaps", "plugins.manage"},
    {"GET /api/v1/plugins/{id}/export", "plugins.manage"},
    {"GET /api/v1/sandbox", "plugins.manage"},
    {"POST /api/v1/plugins/{id}/update", "plugins.manage"},
    {"POST /api/v1/plugins/{id}/rollback", "plugins.manage"},
    {"POST /api/v1/plugins/{id}/release", "plugins.manage"},
    {"POST /api/v1/plugins/{id}/trust", "plugins.manage"},
    {"POST /api/v1/plugins/{id}/trace", "plugins.manage"},
    {"GET /api/v1/plugins/{id}/trace", "plugins.manage"},
    {"DELETE /api/v1/plugins/{id}/trace", "plugins.manage"},
    {"POST /api/v1/plugins/rehearsals", "plugins.manage"},
    {"POST /api/v1/plugins/rehearsals/package", "plugins.manage"},
    {"GET /api/v1/plugins/rehearsals/{id}", "plugins.manage"},
    {"DELETE /api/v1/plugins/rehearsals/{id}", "plugins.manage"},
    {"GET /api/v1/plugins/{id}/releases", "plugins.manage"},
    {"GET /api/v1/install-policy", "plugins.manage"},
    {"PUT /api/v1/install-policy", "plugins.manage"},
    {"POST /api/v1/install-policy/check", "plugins.manage"},
    {"GET /api/v1/install-requests", "plugins.manage"},
    {"POST /api/v1/install-requests/{id}/approve", "plugins.manage"},
    {"POST /api/v1/install-requests/{id}/refuse", "plugins.manage"},
    {"GET /api/v1/updates", "plugins.manage"},
    {"POST /api/v1/updates/check", "plugins.manage"},
    {"GET /api/v1/widgets", kSignedIn},
    {"POST /api/v1/widgets/{plugin}/{widget}", kSignedIn},
    {"POST /api/v1/actions/{plugin}/{action}", kSignedIn},
    {"GET /api/v1/panels/{plugin}/{panel}", kSignedIn},
    {"GET /api/v1/menu", kSignedIn},
    {"GET /api/v1/menu/{plugin}/{entry}", kSignedIn},
    {"GET /api/v1/texts", kSignedIn},
    {"GET /api/v1/hooks/{plugin}/{webhook}", kOutside},
    {"POST /api/v1/hooks/{plugin}/{webhook}", kOutside},
    {"GET /api/v1/licenses", "seats.manage"},
    {"POST /api/v1/licenses", "seats.manage"},
    {"GET /api/v1/seats/{product}", kSignedIn},
    {"POST /api/v1/seats/{product}/ask", kSignedIn},
    {"POST /api/v1/seats/{product}/borrow", kSignedIn},
    {"POST /api/v1/seats/{product}/release", kSignedIn},
    {"POST /api/v1/seats/{product}/return", kSignedIn},
    {"POST /api/v1/seats/{product}/queue", kSignedIn},
    {"DELETE /api/v1/seats/{product}/queue", kSignedIn},
    {"PUT /api/v1/seats/{product}/named", "seats.manage"},
    {"GET /api/v1/market/listings", kSignedIn},
    {"GET /api/v1/market/listings/{plugin_id}", kSignedIn},
    {"GET /api/v1/market/listings/{plugin_id}/screenshots/{sha256}", kSignedIn},
    {"GET /api/v1/plugins/{id}/screenshots/{sha256}", kSignedIn},
    {"GET /api/v1/market/listings/{plugin_id}/handbook", kSignedIn},
    {"GET /api/v1/plugins/{id}/handbook", kSignedIn},
    {"POST /api/v1/market/orders", "market.order"},
    {"POST /api/v1/market/licenses", "market.order"},
    {"GET /api/v1/records/{entity}/{id}/files", kSignedIn},
    {"POST /api/v1/records/{entity}/{id}/files", kSignedIn},
    {"GET /api/v1/files/{id}", kSignedIn},
    {"POST /api/v1/persons/{id}/export", "privacy.manage"},
    {"POST /api/v1/persons/{id}/erase", "privacy.manage"},
    {"GET /api/v1/settings/mail", "plugins.manage"},
    {"PUT /api/v1/settings/mail", "plugins.manage"},
    {"DELETE /api/v1/settings/mail", "plugins.manage"},
    {"POST /api/v1/settings/mail/test", "plugins.manage"},
    {"GET /p/style.css", kOutside},
    {"GET /p/{plugin}/{page}", kOutside},
    {"POST /p/{plugin}/{page}", kOutside},
    {"GET /p/{plugin}/{page}/{token}", kOutside},
    {"POST /p/{plugin}/{page}/{token}", kOutside},
    {"POST /licensing/v1/licenses", "seats.manage"},
    {"GET /licensing/v1/licenses/{license_id}/holders", kSignedIn},
    {"POST /licensing/v1/leases", kSignedIn},
    {"POST /licensing/v1/leases/{lease_id}/renew", kSignedIn},
    {"POST /licensing/v1/leases/{lease_id}/token", kSignedIn},
    {"DELETE /licensing/v1/leases/{lease_id}", kSignedIn},
    {"POST /licensing/v1/leases/{lease_id}/borrow", kSignedIn},
    {"POST /licensing/v1/leases/{lease_id}/return", kSignedIn},
    {"POST /api/v1/licenses/offline/requests", "seats.manage"},
    {"POST /api/v1/licenses/offline/responses", "seats.manage"},
    {"POST /api/v1/licenses/offline/returns", "seats.manage"},
    {"POST /licensing/v1/licenses/{license_id}/quote", kSignedIn},
    {"POST /licensing/v1/activate", "seats.manage"},
    {"POST /licensing/v1/deactivate", "seats.manage"},
    {"GET /licensing/v1/revocations", "seats.manage"},
    {"POST /licensing/v1/revocations", "seats.manage"},
    {"POST /licensing/v1/queue", kSignedIn},
    {"DELETE /licensing/v1/licenses/{license_id}/queue/{session}", kSignedIn},
    {"POST /licensing/v1/devices/check-in", kSignedIn},
    {"GET /licensing/v1/licenses", kSignedIn},
    {"POST /licensing/v1/licenses/{license_id}/force-release", "seats.manage"},
    {"POST /licensing/v1/leases/{lease_id}/write-off", "seats.manage"},
    {"POST /licensing/v1/licenses/{license_id}/revocation", "seats.manage"},
    {"PUT /licensing/v1/licenses/{license_id}/groups/{group}", "seats.manage"},
    {"PUT /licensing/v1/products/{product}/assignments", "seats.manage"},
    {"POST /licensing/v1/licenses/{license_id}/rebind", "seats.manage"},
    {"GET /licensing/v1/usage", "seats.manage"},
    {"GET /licensing/v1/audit", "seats.manage"},
};

std::string name_of(const http::Route& route) { return route.method + " " + route.path; }

TEST_P(HostAccessTest, EveryRouteSaysWhomItServes) {
  for (const http::Route& route : router_.routes())
    EXPECT_TRUE(kServes.contains(name_of(route)))
        << "{\"" << name_of(route) << "\", …}, is in no line of this test";
}

TEST_P(HostAccessTest, NobodyAndAWrongTokenPassOnlyFromTheOutside) {
  for (const http::Route& route : router_.routes()) {
    const auto serves = kServes.find(name_of(route));
    const bool outside = serves != kServes.end() && serves->second == kOutside;
    EXPECT_EQ(status(route, "") == 401, !outside) << name_of(route);
    EXPECT_EQ(status(route, "kontor_wrong") == 401, !outside) << name_of(route);
    EXPECT_EQ(!route.auth.reason().empty(), outside) << name_of(route);
  }
}

TEST_P(HostAccessTest, ATokenPassesWhereItsRightIsAskedForAndNowhereElse) {
  const std::set<std::string> rights{"plugins.manage", "seats.manage", "market.order",
                                     "privacy.manage", "users.manage"};
  for (const std::string& held : rights) {
    const std::string with_right = token({held, "records:read", "records:write"});
    for (const http::Route& route : router_.routes()) {
      const auto serves = kServes.find(name_of(route));
      if (serves == kServes.end() || !rights.contains(serves->second)) continue;
      EXPECT_EQ(status(route, with_right) == 403, serves->second != held)
          << name_of(route) << " with " << held;
    }
  }
}

TEST_P(HostAccessTest, AUserGivesUpTheirOwnPlaceInTheQueueAndNobodyElses) {
  const testing::LicenseMaker licenses;
  const auto ledger = licensing::SeatLedger::open(*database_, clock_, random_,
                                                  licenses.authority_key, licenses.trusted())
                          .value();
  http::Router seats;
  licensing::add_seat_endpoints(seats, *ledger, seat_access(*accounts_));
  const std::string id =
      ledger->install_document(licenses.document(licensing::SeatModel::concurrent, 1))->license_id;
  ASSERT_TRUE(ledger->claim(
      {.license_id = id, .subject = "somebody", .session = "at work", .idempotency_key = "first"}));
  const auto wait = [&](const Principal& who) {
    const auto waited = ledger->wait(
        {.license_id = id, .subject = who.id, .session = who.id, .idempotency_key = who.id});
    EXPECT_TRUE(waited) << waited.error().message;
  };
  const Principal anna = signed_in_as("anna@example.test");
  const Principal bo = signed_in_as("bo@example.test");
  wait(anna);
  wait(bo);
  const auto leave = [&](const Principal& caller, const std::string& session) {
    http::Request request;
    request.method = "DELETE";
    request.target = "/licensing/v1/licenses/" + id + "/queue/" + session;
    request.headers["authorization"] =
        "Bearer " + accounts_->issue_token(caller, "queue", {"*"})->token;
    return seats.dispatch(request).status;
  };

  EXPECT_EQ(leave(bo, anna.id), 404);
  EXPECT_EQ(ledger->seats(id)->waiting.size(), 2U);
  EXPECT_EQ(leave(anna, anna.id), 204);
  EXPECT_EQ(leave(admin_, bo.id), 204);
  EXPECT_TRUE(ledger->seats(id)->waiting.empty());
}

}  // namespace
}  // namespace kontor::host
