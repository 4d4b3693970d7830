#include <algorithm>
#include <random>
#include <set>

#include "marketplace/billing/webhook_signature.hpp"
#include "tests/integration/marketplace/buying_fixture.hpp"

namespace kontor::marketplace {
namespace {

constexpr unsigned kStormRounds = 50;
constexpr int kStormOrders = 1;  // Paid in each round; one more hears forgeries only.
constexpr const char* kStormForger = "fedcba9876543210fedcba9876543210";

// Webhooks of many orders, each delivered one to four times among forged ones, in random order.
class PaymentStormTest : public BuyingFixture {
 protected:
  struct Sale {
    std::string order_id, name;
    Json message;
    bool is_paid = false;
  };

  PaymentStormTest() {
    market_->billing.taxes.clear();
    offer({{"offer_id", "acme.notes-monthly"}});
  }
  int dice(int sides) { return std::uniform_int_distribution<int>(0, sides - 1)(numbers_); }

  Sale sell(const std::string& name) {
    const Json placed =
        ordered({{"offer_id", "acme.notes-monthly"}, {"quantity", 1 + dice(5)}}, "order " + name);
    Sale sale{.order_id = placed["order_id"], .name = name, .message = {}, .is_paid = false};
    sale.message = {{"type", "payment.succeeded"},
                    {"data",
                     {{"payment_id", "pi_" + name},
                      {"reference", reference_of(sale.order_id)},
                      {"amount", placed["invoice"]["total"]["amount"]},
                      {"currency", "EUR"}}}};
    invoices_.push_back(placed["invoice"]["number"]);
    return sale;
  }

  void deliver(Sale& sale) {
    // A provider that had no answer sends the message again, or the payment in another one.
    const std::string id = "msg_" + sale.name + (dice(4) == 0 ? "_again" : "");
    const auto answered = webhook(id, sale.message, dice(300));
    ASSERT_EQ(answered.status, 200) << answered.body;
    EXPECT_EQ(json(answered)["receipt"]["outcome"], "paid");
    if (!sale.is_paid) taken_ += sale.message["data"]["amount"].get<std::int64_t>();
    sale.is_paid = true;
    heard_.insert(id);
  }

  void forge(const Sale& sale) {
    const std::string id = "msg_" + sale.name;
    Json other = sale.message;
    other["data"]["payment_id"] = "forged_" + std::to_string(++forged_);
    switch (dice(5)) {
      case 0:
        EXPECT_EQ(webhook(id, sale.message, 0, kStormForger).status, 401) << "wrong key";
        break;
      case 1:
        EXPECT_EQ(webhook(id, sale.message, 301 + dice(1000)).status, 401) << "old";
        break;
      case 2:
        EXPECT_EQ(webhook(id, sale.message, -301 - dice(1000)).status, 401) << "from the future";
        break;
      case 3:
        EXPECT_EQ(with_another_body(id, sale.message, other).status, 401) << "altered";
        break;
      default:
        if (heard_.contains(id)) {
          EXPECT_EQ(code_of(webhook(id, other)), "webhook-id-reused");
        }
    }
  }
  // The signature is the real message's.
  http::Response with_another_body(const std::string& id, const Json& real, const Json& other) {
    const std::int64_t time_s = clock_.now_ms() / 1000;
    return ask_with_text("POST", "/api/v1/payment-webhooks", "", kontor::to_text(other),
                         {{"content-type", "application/json"},
                          {"webhook-id", id},
                          {"webhook-timestamp", std::to_string(time_s)},
                          {"webhook-signature", billing::webhook_signature(
                                                    kSecret, id, time_s, kontor::to_text(real))}});
  }

  std::int64_t counted(const char* sql) {
    const auto row =
        database_->read([sql](db::Session& session) { return session.query_row(sql); });
    EXPECT_TRUE(row && *row) << sql;
    return row && *row ? (*row)->integer(0) : -1;
  }

  void storm(const std::string& round) {
    std::vector<Sale> sales;
    sales.reserve(kStormOrders + 1);
    for (int i = 0; i <= kStormOrders; ++i) sales.push_back(sell(round + "_" + std::to_string(i)));
    // Positive: the sale of that number is delivered; negative: forged.
    std::vector<int> events;
    for (int i = 1; i <= kStormOrders + 1; ++i) {
      const int deliveries = i <= kStormOrders ? 1 + dice(4) : 0;
      events.insert(events.end(), static_cast<std::size_t>(deliveries), i);
      events.insert(events.end(), std::size_t{1} + static_cast<std::size_t>(dice(4)), -i);
    }
    std::shuffle(events.begin(), events.end(), numbers_);
    if (!earlier_.empty())
      deliver(earlier_[static_cast<std::size_t>(dice(static_cast<int>(earlier_.size())))]);
    for (const int event : events) {
      Sale& sale = sales[static_cast<std::size_t>(std::abs(event)) - 1];
      if (event > 0) {
        deliver(sale);
      } else {
        forge(sale);
      }
    }
    for (const Sale& sale : sales) {
      const Json standing = get("/orders/" + sale.order_id);
      EXPECT_EQ(standing["state"], sale.is_paid ? "licensed" : "invoiced") << sale.name;
      EXPECT_EQ(standing["paid"], sale.is_paid ? sale.message["data"]["amount"] : Json(0));
      if (!sale.is_paid) continue;
      ++paid_;
      earlier_.push_back(sale);
      licenses_.insert(standing["license_id"].get<std::string>());
    }
  }

  std::minstd_rand numbers_;
  std::vector<Sale> earlier_;  // Paid in a round before.
  std::vector<std::string> invoices_;
  std::set<std::string> licenses_;
  std::set<std::string> heard_;
  std::int64_t taken_ = 0;
  std::int64_t paid_ = 0;
  int forged_ = 0;
};

TEST_P(PaymentStormTest, EachOrderIsPaidAndLicensedOnceWhateverTheOrderOfRealAndForgedMessages) {
  for (unsigned seed = 1; seed <= kStormRounds && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    numbers_.seed(seed);
    storm("r" + std::to_string(seed));
    ASSERT_EQ(counted("SELECT count(*) FROM receipt"), paid_);
    ASSERT_EQ(counted("SELECT count(*) FROM issued_license"), paid_);
    ASSERT_EQ(counted("SELECT count(*) FROM license_document"), paid_);
    ASSERT_EQ(static_cast<std::int64_t>(licenses_.size()), paid_);
  }
  EXPECT_EQ(paid_, static_cast<std::int64_t>(kStormRounds) * kStormOrders);
  EXPECT_EQ(statement()["accounts"][0]["sales"], taken_);
  EXPECT_TRUE(held().empty());
  std::ranges::sort(invoices_);
  for (std::size_t i = 0; i < invoices_.size(); ++i) {
    const std::string& number = invoices_[i];
    EXPECT_EQ(std::stoul(number.substr(number.find('-') + 1)), i + 1) << "a gap before " << number;
  }
}

INSTANTIATE_TEST_SUITE_P(Databases, PaymentStormTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::marketplace
