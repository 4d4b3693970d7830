#include <gtest/gtest.h>

#include "base/core/bytes.hpp"
#include "base/core/random.hpp"
#include "base/http/server.hpp"
#include "licensing/document/lease_proof.hpp"
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

  std::string token_of(const std::string& name, HostRole role) {
    NewHost made = make_host(name, role, random_, clock_.now_ms());
    EXPECT_TRUE(database_->transaction(
        [&](db::Session& session) { return HostStore(session).add(made.account); }));
    return made.token;
  }
  int status_of(const std::string& method, const std::string& target, const std::string& token,
                const Json& body = nullptr) {
    http::Request request;
    request.method = method;
    request.target = target;
    request.headers["authorization"] = "Bearer " + token;
    if (!body.is_null()) {
      request.headers["content-type"] = "application/json";
      request.body = to_text(body);
    }
    return router_.dispatch(request).status;
  }
  // What a host's device asks for one of its users.
  static Json claim_of(const std::string& license_id, const std::string& who,
                       const crypto::SigningKey& device) {
    const std::string session = "session-" + who;
    const std::string key = "key-" + who;
    return {{"license_id", license_id},
            {"subject", who},
            {"session", session},
            {"idempotency_key", key},
            {"device_key", hex_encode(device.public_key().ed25519_raw())},
            {"signature", hex_encode(device.sign(claim_text(license_id, who, session, key)))}};
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

TEST_F(SeatsRoutesTest, EveryRouteSaysWhatItAnswers) {
  for (const http::Route& route : router_.routes()) {
    const bool said = !route.answer_schema.is_null() || !route.answer_type.empty();
    EXPECT_TRUE(said) << route.method << " " << route.path;
  }
}

TEST_F(SeatsRoutesTest, AHostGivesUpThePlacesOfItsOwnUsersOnly) {
  ASSERT_TRUE(migrate_hosts(*database_));
  const std::string one = token_of("one", HostRole::host);
  const std::string two = token_of("two", HostRole::host);
  const std::string boss = token_of("boss", HostRole::administrator);
  const crypto::SigningKey first = crypto::SigningKey::generate();
  const crypto::SigningKey second = crypto::SigningKey::generate();
  const std::string id =
      ledger_->install_document(maker_.document(SeatModel::concurrent, 1))->license_id;
  const std::string place = "/licensing/v1/licenses/" + id + "/queue/session-bo";
  ASSERT_EQ(status_of("POST", "/licensing/v1/leases", one, claim_of(id, "anna", first)), 201);
  ASSERT_EQ(status_of("POST", "/licensing/v1/queue", one, claim_of(id, "bo", first)), 202);
  EXPECT_EQ(status_of("DELETE", place, two), 404) << "a token without a device";
  ASSERT_EQ(status_of("POST", "/licensing/v1/queue", two, claim_of(id, "cy", second)), 202);

  EXPECT_EQ(status_of("DELETE", place, two), 404);
  EXPECT_EQ(ledger_->seats(id)->waiting.size(), 2U);
  EXPECT_EQ(status_of("DELETE", place, one), 204);
  EXPECT_EQ(status_of("DELETE", place + "-gone", one), 404);
  EXPECT_EQ(status_of("DELETE", "/licensing/v1/licenses/" + id + "/queue/session-cy", boss), 204);
  EXPECT_TRUE(ledger_->seats(id)->waiting.empty());
}

TEST_F(SeatsRoutesTest, ASmallerOrderSendsNobodyHomeAndGrantsNoSeatTooMany) {
  ASSERT_TRUE(migrate_hosts(*database_));
  const std::string host = token_of("host", HostRole::host);
  const std::string boss = token_of("boss", HostRole::administrator);
  const crypto::SigningKey device = crypto::SigningKey::generate();
  License license = maker_.license(SeatModel::concurrent, 3);
  const Offer offer = maker_.offer(SeatModel::concurrent);
  const auto install = [&](std::int64_t seats) {
    license.seats = seats;
    license.issued_at_ms += 1000;
    return status_of("POST", "/licensing/v1/licenses", boss,
                     {{"token", maker_.document(license, offer)}});
  };
  const auto sit = [&](const std::string& who) {
    return status_of("POST", "/licensing/v1/leases", host,
                     claim_of(license.license_id, who, device));
  };
  ASSERT_EQ(install(3), 201);
  ASSERT_EQ(sit("anna"), 201);
  ASSERT_EQ(sit("bo"), 201);

  ASSERT_EQ(install(1), 201);

  EXPECT_EQ(ledger_->seats(license.license_id)->used, 2) << "both go on sitting";
  EXPECT_EQ(sit("cy"), 409);
  const auto rows = ledger_->seats(license.license_id)->rows;
  ASSERT_TRUE(ledger_->force_release(rows.front().lease_id, {.reason = "test", .by = "test"}));
  EXPECT_EQ(sit("di"), 409) << "one sits on the one seat that is bought";
}

TEST_F(SeatsRoutesTest, APaymentProvidersMessageFindsNoDoorHere) {
  ASSERT_TRUE(migrate_hosts(*database_));
  const std::string boss = token_of("boss", HostRole::administrator);
  const Json paid = {{"type", "payment.succeeded"}, {"data", {{"reference", "RF18539007547034"}}}};
  for (const char* path : {"/api/v1/payments/webhook", "/licensing/v1/webhook"})
    EXPECT_EQ(status_of("POST", path, boss, paid), 404) << path;
  // A document nobody signed is all that such a message could bring.
  std::string forged = maker_.document(SeatModel::concurrent, 9);
  forged[forged.size() / 2] = forged[forged.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_GE(status_of("POST", "/licensing/v1/licenses", boss, {{"token", forged}}), 400);
  EXPECT_TRUE(ledger_->licenses("").empty());
}

TEST_F(SeatsRoutesTest, AQuoteIsAtThePricesFrozenWithTheLicence) {
  ASSERT_TRUE(migrate_hosts(*database_));
  const std::string host = token_of("host", HostRole::host);
  const std::string id =
      ledger_->install_document(maker_.document(SeatModel::concurrent, 1))->license_id;
  const std::string path = "/licensing/v1/licenses/" + id + "/quote";
  EXPECT_EQ(status_of("POST", path, host, {{"quantity", 10}}), 200);
  EXPECT_EQ(status_of("POST", path, host, {{"quantity", 0}}), 400);
  EXPECT_EQ(status_of("POST", "/licensing/v1/licenses/none/quote", host, Json::object()), 404);
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
