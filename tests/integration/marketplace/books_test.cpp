#include <random>

#include "tests/integration/marketplace/buying_fixture.hpp"

namespace kontor::marketplace {
namespace {

// Random orders, payments, refunds and payouts; after them every amount must be somewhere.
class BooksTest : public BuyingFixture {
 protected:
  BooksTest() {
    offer({{"offer_id", "acme.notes-monthly"}, {"price", {{"amount", 1999}, {"currency", "EUR"}}}});
    offer({{"offer_id", "acme.parts"},
           {"price", {{"amount", 10'007}, {"currency", "EUR"}}},
           {"period", "once"},
           {"instalments", {{"count", 3}, {"amount", 3'511}}}});
  }
  int pick(int count) { return std::uniform_int_distribution<int>(0, count - 1)(chance_); }
  std::string name() { return "step " + std::to_string(++step_); }

  void place_one() {
    const bool parts = pick(3) == 0;
    const Json placed = ordered({{"kind", parts ? "instalments" : "purchase"},
                                 {"offer_id", parts ? "acme.parts" : "acme.notes-monthly"},
                                 {"quantity", 1 + pick(9)}},
                                name());
    orders_.push_back(placed["order_id"]);
    references_.push_back(reference_of(placed["order_id"]));
  }
  void money_comes() {
    const Json message{{"type", "payment.succeeded"},
                       {"data",
                        {{"payment_id", name()},
                         {"reference", pick(8) == 0 ? "?" : references_[pick(size())]},
                         {"amount", pick(2) == 0 ? 1 + pick(9000) : 20'000},
                         {"currency", "EUR"}}}};
    const std::string id = name();
    for (int times = 1 + pick(2); times > 0; --times) EXPECT_EQ(webhook(id, message).status, 200);
    received_ += message["data"]["amount"].get<std::int64_t>();
  }
  void something_ends() {
    const std::string path = "/api/v1/orders/" + orders_[pick(size())];
    if (pick(2) == 0)
      ask("POST", path + "/cancellation", tokens_["nordwind"]);
    else
      ask("POST", path + "/refund", tokens_["operator"], {{"reason", "property"}});
  }
  void money_goes() {
    const Json kept = held();
    if (!kept.empty() && pick(2) == 0) {
      const Json receipt = kept[pick(static_cast<int>(kept.size()))];
      const auto back =
          ask("POST", "/api/v1/receipts/" + receipt["receipt_id"].get<std::string>() + "/return",
              tokens_["operator"], {{"reference", name()}});
      EXPECT_EQ(back.status, 200) << back.body;
      returned_ += receipt["held"].get<std::int64_t>();
      return;
    }
    const auto accounts = statement()["accounts"];
    const std::int64_t owed = accounts.empty() ? 0 : accounts[0]["owed"].get<std::int64_t>();
    if (owed < 2) return;
    EXPECT_EQ(ask("POST", "/api/v1/vendors/acme/payouts", tokens_["operator"],
                  {{"reference", name()}, {"amount", owed / 2}, {"currency", "EUR"}})
                  .status,
              200);
  }
  void reconcile_all() {
    std::int64_t held_now = 0;
    for (const Json& receipt : held()) held_now += receipt["held"].get<std::int64_t>();
    const Json told = statement();
    const Json sums = told["accounts"].empty()
                          ? Json{{"owed", 0},       {"paid_out", 0}, {"tax", 0},
                                 {"commission", 0}, {"sales", 0},    {"refunds", 0}}
                          : told["accounts"][0];
    const auto sum = [&](const char* of) { return sums[of].get<std::int64_t>(); };
    const std::int64_t vendor = sum("owed") - sum("paid_out");
    EXPECT_EQ(vendor + sum("commission") + sum("tax"), sum("sales") + sum("refunds"));
    EXPECT_EQ(sum("sales") + sum("refunds") + held_now, received_ - returned_);
    std::int64_t tax = 0, commission = 0, share = 0;
    for (const Json& line : told["postings"]) {
      tax += line["tax"].get<std::int64_t>();
      commission += line["commission"].get<std::int64_t>();
      share += line["share"].get<std::int64_t>();
      EXPECT_EQ(line["gross"].get<std::int64_t>(), line["tax"].get<std::int64_t>() +
                                                       line["commission"].get<std::int64_t>() +
                                                       line["share"].get<std::int64_t>());
    }
    EXPECT_EQ(tax, sum("tax"));
    EXPECT_EQ(commission, sum("commission"));
    EXPECT_EQ(share, sum("owed"));
  }
  int size() const { return static_cast<int>(orders_.size()); }

  std::mt19937 chance_{20'261'122};
  int step_ = 0;
  std::vector<std::string> orders_, references_;
  std::int64_t received_ = 0, returned_ = 0;
};

TEST_P(BooksTest, EveryAmountReconcilesToTheLastUnitAfterRandomSequences) {
  place_one();
  for (int round = 1; round <= 120; ++round) {
    const int what = pick(10);
    if (what < 2)
      place_one();
    else if (what < 7)
      money_comes();
    else if (what < 8)
      something_ends();
    else
      money_goes();
    if (round % 10 == 0) reconcile_all();
  }
  reconcile_all();
}

INSTANTIATE_TEST_SUITE_P(Databases, BooksTest, testing::both_databases(), testing::database_name);

}  // namespace
}  // namespace kontor::marketplace
