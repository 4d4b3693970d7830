#include "tests/integration/marketplace/buying_fixture.hpp"

namespace kontor::marketplace {
namespace {

class PaymentsTest : public BuyingFixture {
 protected:
  PaymentsTest() {
    market_->billing.taxes.clear();
    offer({{"offer_id", "acme.notes-monthly"}});
    placed_ = ordered({{"offer_id", "acme.notes-monthly"}, {"quantity", 3}}, "k");
    order_id_ = placed_["order_id"];
    reference_ = reference_of(order_id_);
  }
  std::string state() { return get("/orders/" + order_id_)["state"]; }
  std::size_t licenses() { return get("/licenses")["licenses"].size(); }
  static Json succeeded(const std::string& payment, const std::string& reference,
                        std::int64_t amount) {
    return {{"type", "payment.succeeded"},
            {"data",
             {{"payment_id", payment},
              {"reference", reference},
              {"amount", amount},
              {"currency", "EUR"}}}};
  }

  Json placed_;
  std::string order_id_, reference_;
};

TEST_P(PaymentsTest, ABankStatementPaysTheInvoiceItNamesOnce) {
  ASSERT_EQ(placed_["invoice"]["total"]["amount"], 5700);
  const std::string file = camt({{"BANK-1", "57.00", "Rechnung " + reference_}});

  EXPECT_EQ(bank(file)["outcomes"], Json({{"paid", 1}}));
  EXPECT_EQ(state(), "licensed");
  EXPECT_EQ(bank(file)["outcomes"], Json({{"paid", 1}})) << "the same file again";
  EXPECT_EQ(licenses(), 1U);
  EXPECT_TRUE(held().empty());
}

TEST_P(PaymentsTest, UnmatchedPartialAndDoublePaymentsAreToldAndKept) {
  const Json first = bank(camt({{"B-1", "20.00", "invoice " + reference_},
                                {"B-2", "12.34", "flowers"},
                                {"B-3", "57.00", reference_, "USD"}}));
  EXPECT_EQ(first["outcomes"], Json({{"partial", 1}, {"unmatched", 2}}));
  EXPECT_EQ(state(), "invoiced");

  const std::string number = placed_["invoice"]["number"];
  const Json second =
      bank(camt({{"B-4", "40.00", "number " + number}, {"B-5", "57.00", reference_}}));

  EXPECT_EQ(second["outcomes"], Json({{"over", 1}, {"double", 1}}));
  EXPECT_EQ(state(), "licensed");
  EXPECT_EQ(licenses(), 1U);
  std::map<std::string, std::int64_t> kept;
  for (const Json& receipt : held()) kept[receipt["reference"]] = receipt["held"];
  EXPECT_EQ(kept, (std::map<std::string, std::int64_t>{
                      {"B-2", 1234}, {"B-3", 5700}, {"B-4", 300}, {"B-5", 5700}}));
}

TEST_P(PaymentsTest, MoneyThatIsHeldIsMatchedOrReturnedOnce) {
  bank(camt({{"B-1", "57.00", "forgot the reference"}, {"B-2", "1.00", "what for"}}));
  const Json kept = held();
  const std::string first = kept[0]["receipt_id"], second = kept[1]["receipt_id"];
  const auto act = [&](const std::string& receipt, const char* what, const Json& body) {
    return ask("POST", "/api/v1/receipts/" + receipt + "/" + what, tokens_["operator"], body);
  };

  EXPECT_EQ(json(act(first, "match", {{"order_id", order_id_}}))["outcome"], "paid");
  EXPECT_EQ(act(first, "match", {{"order_id", order_id_}}).status, 200) << "again";
  EXPECT_EQ(code_of(act(second, "match", {{"order_id", order_id_}})), "paid-already");
  EXPECT_EQ(json(act(second, "return", {{"reference", "OUT-1"}}))["returned"], 100);
  EXPECT_EQ(act(second, "return", {{"reference", "OUT-1"}}).status, 200) << "again";
  EXPECT_EQ(code_of(act(second, "return", {{"reference", "OUT-2"}})), "nothing-held");
  EXPECT_TRUE(held().empty());
  EXPECT_EQ(licenses(), 1U);
}

TEST_P(PaymentsTest, APaymentByHandAndInTheStatementIsOne) {
  ASSERT_EQ(pay(order_id_, 5700, "BANK-7").status, 200);

  EXPECT_EQ(bank(camt({{"BANK-7", "57.00", reference_}}))["outcomes"], Json({{"paid", 1}}));
  EXPECT_TRUE(held().empty());
  EXPECT_EQ(code_of(pay(order_id_, 5700, "BANK-8")), "paid-already");
}

TEST_P(PaymentsTest, ASignedWebhookPaysOnceHoweverOftenItComes) {
  const Json message = succeeded("pi_1", reference_, 5700);

  EXPECT_EQ(json(webhook("msg_1", message))["receipt"]["outcome"], "paid");
  EXPECT_EQ(json(webhook("msg_1", message, 60))["receipt"]["outcome"], "paid") << "sent again";
  EXPECT_EQ(webhook("msg_2", message).status, 200) << "the same payment in another message";
  EXPECT_EQ(code_of(webhook("msg_1", succeeded("pi_2", reference_, 5700))), "webhook-id-reused");
  EXPECT_EQ(licenses(), 1U);
  EXPECT_TRUE(held().empty());
  EXPECT_EQ(statement()["accounts"][0]["sales"], 5700);
}

TEST_P(PaymentsTest, ForgedReplayedAndUnsignedWebhooksPayNothing) {
  const Json message = succeeded("pi_1", reference_, 5700);

  EXPECT_EQ(webhook("m", message, 0, "fedcba9876543210fedcba9876543210").status, 401) << "forged";
  EXPECT_EQ(webhook("m", message, 301).status, 401) << "replayed";
  EXPECT_EQ(webhook("m", message, -301).status, 401) << "from the future";
  EXPECT_EQ(ask("POST", "/api/v1/payment-webhooks", "", message).status, 401) << "unsigned";
  EXPECT_EQ(webhook("m", {{"type", "payment.succeeded"}, {"data", Json::object()}}).status, 400);
  EXPECT_EQ(webhook("m", {{"type", "payment.failed"}, {"data", Json::object()}}).status, 200);
  EXPECT_EQ(state(), "invoiced");
  EXPECT_TRUE(held().empty());
}

TEST_P(PaymentsTest, AStatementThatIsNoneIsRefusedWhole) {
  const auto refused = [&](const std::string& xml) {
    const auto response =
        ask_with_text("POST", "/api/v1/bank-statements", tokens_["operator"], xml);
    return response.status == 400 ? code_of(response) : std::to_string(response.status);
  };
  std::string bomb = camt({{"B-1", "57.00", "&a;"}});
  bomb.insert(bomb.find("<Document"), "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\">]>");

  EXPECT_EQ(refused(bomb), "not-a-statement");
  EXPECT_EQ(refused("<Document/>"), "not-a-statement");
  EXPECT_EQ(refused("no xml"), "not-a-statement");
  EXPECT_EQ(refused(camt({{"B-1", "57.00", reference_}, {"B-2", "5.7.0", ""}})), "not-a-statement");
  EXPECT_EQ(state(), "invoiced") << "nothing of a file with one wrong amount counts";
}

INSTANTIATE_TEST_SUITE_P(Databases, PaymentsTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::marketplace
