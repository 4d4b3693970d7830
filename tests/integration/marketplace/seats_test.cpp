#include <gtest/gtest.h>

#include "base/core/clock.hpp"
#include "licensing/client/seat_client.hpp"
#include "tests/integration/marketplace/market_process.hpp"

namespace kontor::marketplace {
namespace {

// Companies without a seat ledger of their own: the market counts for them.
class MarketSeatsTest : public MarketProcess {
 protected:
  void SetUp() override {
    start_market();
    register_and_approve();
    release_hello();
    const auto offered =
        vendor({"offer", "example.hello-monthly", "--product", "example.hello-cpp", "--model",
                "concurrent", "--price", "1900", "--vendor", "example", "--key", vendor_key_});
    ASSERT_EQ(offered.status, 0) << offered.output;
    client_ = http::Client::create(url()).value();
    token_ = register_company("Nordwind");
  }

  std::string register_company(const std::string& name) {
    return client_->call("POST", "/api/v1/companies", {{"name", name}}).value()["token"];
  }
  http::Headers as(const std::string& token, const std::string& key = "") {
    http::Headers headers{{"authorization", "Bearer " + token}};
    if (!key.empty()) headers.emplace("idempotency-key", key);
    return headers;
  }

  // Bought, paid and installed at the market's ledger; gives the licence's id.
  std::string buy(int seats) {
    const Json order = client_
                           ->call("POST", "/api/v1/orders",
                                  {{"offer_id", "example.hello-monthly"}, {"quantity", seats}},
                                  as(token_, "first order"))
                           .value();
    const auto paid = as_operator({"pay", order["order_id"], "--amount",
                                   std::to_string(1900 * seats), "--reference", "bank 1"});
    EXPECT_EQ(paid.status, 0) << paid.output;
    const Json bought = client_->call("GET", "/api/v1/licenses", nullptr, as(token_)).value();
    const Json installed =
        client_
            ->call("POST", "/licensing/v1/licenses", {{"token", bought["licenses"][0]}}, as(token_))
            .value();
    EXPECT_EQ(installed["seats"], seats);
    return installed["license_id"];
  }

  Result<licensing::RemoteSeat> claim(licensing::SeatClient& device, const std::string& license,
                                      const std::string& who) {
    return device.claim(license, who, "session-" + who, "key-" + who);
  }
  std::unique_ptr<licensing::SeatClient> device(const std::string& token) {
    return licensing::SeatClient::create(url(), "Bearer " + token, crypto::SigningKey::generate(),
                                         clock_)
        .value();
  }

  SystemClock clock_;
  std::unique_ptr<http::Client> client_;
  std::string token_;
};

TEST_F(MarketSeatsTest, CountsTheSeatsOfACompanyWithoutALedgerAlsoOverARestart) {
  const std::string license = buy(1);
  auto first = device(token_);
  const auto seat = claim(*first, license, "anna");
  ASSERT_TRUE(seat) << seat.error().message;

  EXPECT_EQ(market_->stop(), 0);
  start_market();

  auto second = device(token_);
  const auto refused = claim(*second, license, "bo");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_NE(refused.error().detail.find("anna"), std::string::npos) << refused.error().detail;
  auto again = device(token_);
  EXPECT_FALSE(claim(*again, license, "bo"));
}

TEST_F(MarketSeatsTest, GivesNobodyTheSeatsOfAnotherCompany) {
  const std::string license = buy(2);
  const std::string other = register_company("Sudwind");

  auto stranger = device(other);
  const auto refused = claim(*stranger, license, "eva");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::forbidden);

  auto nobody = device("wrong");
  const auto unknown = claim(*nobody, license, "eva");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::unauthenticated);
}

}  // namespace
}  // namespace kontor::marketplace
