#include "licensing/document/revocation_list.hpp"
#include "marketplace/app/commitments.hpp"
#include "marketplace/app/notices.hpp"
#include "marketplace/core/reconcile.hpp"
#include "marketplace/log/entry.hpp"
#include "tests/integration/marketplace/buying_fixture.hpp"

namespace kontor::marketplace {
namespace {

class EndingsTest : public BuyingFixture {
 protected:
  EndingsTest() { offer({{"offer_id", "acme.notes-monthly"}}); }
  Json bought(int seats, const std::string& key) {
    return paid(ordered({{"offer_id", "acme.notes-monthly"}, {"quantity", seats}}, key), key);
  }
  http::Response end(const Json& standing, const char* how, const Json& body = nullptr) {
    return ask("POST", "/api/v1/orders/" + standing["order_id"].get<std::string>() + "/" + how,
               tokens_[body.is_null() ? "nordwind" : "operator"], body);
  }
  std::vector<std::string> notices() {
    EXPECT_TRUE(write_notices(*market_));
    std::vector<std::string> kinds;
    const Json told = get("/notices");
    for (const Json& notice : told["notices"]) kinds.push_back(notice["kind"]);
    return kinds;
  }
  // What a vendor reads out of the log.
  std::map<std::string, std::uint64_t> logged() {
    std::map<std::string, std::uint64_t> commitments;
    for (std::uint64_t index = 0; index < log_->size(); ++index) {
      const Json entry = parse_log_entry(log_->entry(index).value()).value();
      if (entry["type"] == "license") commitments.emplace(entry["commitment"], index);
    }
    return commitments;
  }
  Reconciliation reconciled(const Json& told) {
    return reconcile(told, logged(), clock_.now_ms() + 7'200'000).value();
  }
};

TEST_P(EndingsTest, N11TheRenewalIsTold90DaysBeforeTheEndExactlyOnce) {
  offer({{"offer_id", "acme.notes-yearly"}, {"period", "year"}});
  const Json standing =
      paid(ordered({{"offer_id", "acme.notes-yearly"}, {"quantity", 1}}, "k"), "k");
  const TimeMs end = *license_of(standing).expires_at_ms;

  clock_.set_wall_clock(end - std::int64_t{90} * 86'400'000 - 1);
  EXPECT_TRUE(notices().empty());
  clock_.set_wall_clock(end - std::int64_t{90} * 86'400'000);
  EXPECT_EQ(notices(), std::vector<std::string>{"renewal"});
  pass_days(30);
  EXPECT_EQ(notices(), std::vector<std::string>{"renewal"});

  paid(ordered({{"kind", "renewal"}, {"license_id", standing["license_id"]}}, "r"), "r");
  EXPECT_EQ(notices().size(), 1U) << "a year more";
  pass_days(365);
  EXPECT_EQ(notices().size(), 2U) << "of the new end";
}

TEST_P(EndingsTest, ACancelledSubscriptionRunsToItsEndAndNobodyIsAskedToRenew) {
  const Json standing = bought(2, "k");

  EXPECT_EQ(json(end(standing, "cancellation"))["state"], "licensed");
  pass_days(5);

  EXPECT_TRUE(notices().empty());
  EXPECT_TRUE(license_of(standing).valid_at(clock_.now_ms()));
}

TEST_P(EndingsTest, ARefundTakesInvoiceMoneyAndLicenceBackOnce) {
  const Json standing = bought(2, "BANK-1");
  const Json refund{{"reason", "not what they needed"}};

  for (int twice = 0; twice < 2; ++twice)
    EXPECT_EQ(json(end(standing, "refund", refund))["state"], "refunded");

  EXPECT_TRUE(get("/licenses")["licenses"].empty());
  EXPECT_FALSE(get("/licenses")["standing"][0]["revoked_at"].is_null());
  const std::string company = license_of(standing).company_id;
  const auto revoked = licensing::verify_revocations(
      get("/licenses/revocations")["revocations"].get<std::string>(),
      [this](std::string_view) -> Result<crypto::PublicKey> {
        return repository_->license_key().public_key();
      },
      company, /*sequence_seen=*/1, clock_.now_ms());
  ASSERT_TRUE(revoked) << revoked.error().message;
  EXPECT_TRUE(revoked->revokes(standing["license_id"].get<std::string>()));
  EXPECT_EQ(held()[0]["held"], 4560) << "until it is returned to its payer";
  const Json account = statement()["accounts"][0];
  EXPECT_EQ(account["sales"], 4560);
  EXPECT_EQ(account["refunds"], -4560);
  EXPECT_EQ(account["tax"], 0);
  EXPECT_EQ(account["commission"], 0);
  EXPECT_EQ(account["owed"], 0);
}

TEST_P(EndingsTest, ARefundOfARenewalLeavesTheLicenceAsItWas) {
  const Json standing = bought(1, "k");
  const auto before = license_of(standing);
  const Json renewed =
      paid(ordered({{"kind", "renewal"}, {"license_id", standing["license_id"]}}, "r"), "r");
  EXPECT_EQ(code_of(end(standing, "refund", {{"reason", "x"}})), "refund-later-first");

  EXPECT_EQ(end(renewed, "refund", {{"reason", "x"}}).status, 200);

  const Json now = get("/orders/" + standing["order_id"].get<std::string>());
  EXPECT_EQ(license_of(now).expires_at_ms, before.expires_at_ms);
  EXPECT_GT(license_of(now).issued_at_ms, license_of(renewed).issued_at_ms);
}

TEST_P(EndingsTest, AfterTheDaysOfTheRulesOnlyGoodwillRefunds) {
  const Json standing = bought(1, "k");
  pass_days(15);

  EXPECT_EQ(code_of(end(standing, "refund", {{"reason", "x"}})), "refund-too-late");
  EXPECT_EQ(end(standing, "refund", {{"reason", "x"}, {"goodwill", true}}).status, 200);
}

TEST_P(EndingsTest, APartlyPaidOrderThatIsCancelledGivesItsMoneyBack) {
  const Json placed = ordered({{"offer_id", "acme.notes-monthly"}, {"quantity", 1}}, "k");
  bank(camt({{"B-1", "10.00", reference_of(placed["order_id"])}}));

  EXPECT_EQ(json(end(placed, "cancellation"))["state"], "cancelled");

  EXPECT_EQ(held()[0]["held"], 1000);
  EXPECT_EQ(statement()["accounts"][0]["owed"], 0);
}

TEST_P(EndingsTest, AVendorIsPaidWhatItIsOwedAndNoMore) {
  bought(10, "k");
  const std::int64_t owed = statement()["accounts"][0]["owed"];
  const auto pay_out = [&](std::int64_t amount, const char* reference) {
    return ask("POST", "/api/v1/vendors/acme/payouts", tokens_["operator"],
               {{"reference", reference}, {"amount", amount}, {"currency", "EUR"}});
  };

  EXPECT_EQ(owed, 19'000 - 2'850) << "the net price without the commission";
  EXPECT_EQ(code_of(pay_out(owed + 1, "OUT-1")), "more-than-owed");
  EXPECT_EQ(pay_out(owed, "OUT-1").status, 200);
  EXPECT_EQ(pay_out(owed, "OUT-1").status, 200) << "the same again";
  EXPECT_EQ(statement()["accounts"][0]["owed"], 0);
  EXPECT_EQ(ask("GET", "/api/v1/vendors/acme/statement", tokens_["nordwind"]).status, 403);
}

TEST_P(EndingsTest, EverySaleIsCommittedToTheLogAndReconciles) {
  bought(1, "a");
  bought(2, "b");

  const Json told = statement();
  const Reconciliation found = reconciled(told);

  EXPECT_TRUE(found.clean()) << to_json(found);
  EXPECT_EQ(found.licenses, 2);
  EXPECT_FALSE(told["licenses"][0]["log_index"].is_null());
}

TEST_P(EndingsTest, ALicenceKeptFromTheStatementIsFound) {
  bought(1, "a");
  bought(2, "b");
  Json told = statement();
  const std::string hidden = told["licenses"][1]["commitment"];
  told["licenses"].erase(1);

  const Reconciliation found = reconciled(told);

  EXPECT_EQ(found.not_in_statement, std::vector<std::string>{hidden});
  EXPECT_EQ(found.without_license.size(), 1U) << "its money is still booked";
}

TEST_P(EndingsTest, AStatementLineThatIsNotInTheLogIsFound) {
  bought(1, "a");
  Json told = statement();
  Json cheaper = told;
  cheaper["licenses"][0]["opening"]["total"]["amount"] = 1;
  Json invented = told["licenses"][0];
  invented["order_id"] = "invented";
  invented["opening"]["license_id"] = "invented";
  told["licenses"].push_back(invented);
  told["licenses"].push_back(told["licenses"][0]);

  const Reconciliation found = reconciled(told);

  EXPECT_EQ(found.not_in_log.size(), 2U) << "an invented one, and one told twice";
  EXPECT_EQ(reconciled(cheaper).not_in_log.size(), 1U);
  EXPECT_EQ(reconciled(cheaper).not_in_statement.size(), 1U);
}

TEST_P(EndingsTest, ACommitmentThatAKilledProcessLoggedIsNotLoggedTwice) {
  bought(1, "a");
  const std::uint64_t size = log_->size();
  ASSERT_TRUE(database_->transaction([](db::Session& session) {
    return session.execute("UPDATE commitment SET log_index = -1");
  }));

  log_commitments(*market_);

  EXPECT_EQ(log_->size(), size);
  EXPECT_EQ(statement()["licenses"][0]["log_index"], size - 1);
}

INSTANTIATE_TEST_SUITE_P(Databases, EndingsTest, testing::both_databases(), testing::database_name);

}  // namespace
}  // namespace kontor::marketplace
