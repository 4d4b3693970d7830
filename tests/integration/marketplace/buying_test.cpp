#include <atomic>
#include <thread>

#include "tests/integration/marketplace/market_fixture.hpp"

namespace kontor::marketplace {
namespace {

class BuyingTest : public MarketFixture {
 protected:
  BuyingTest() {
    EXPECT_EQ(register_vendor("acme").status, 201);
    EXPECT_EQ(approve_vendor("acme").status, 200);
    EXPECT_EQ(put_offer("acme").status, 200);
    register_company("nordwind");
    register_company("another");
  }
  http::Response order(int quantity, const std::string& key) {
    return ask("POST", "/api/v1/orders", tokens_["nordwind"],
               {{"offer_id", "acme.notes-monthly"}, {"quantity", quantity}},
               {{"idempotency-key", key}});
  }
  http::Response pay(const std::string& order_id, std::int64_t amount,
                     const std::string& reference) {
    return ask("POST", "/api/v1/orders/" + order_id + "/payment", tokens_["operator"],
               {{"reference", reference}, {"amount", amount}});
  }
  std::size_t licenses() {
    return json(ask("GET", "/api/v1/licenses", tokens_["nordwind"]))["licenses"].size();
  }
};

TEST_P(BuyingTest, AnOrderIsInvoicedAndItsPaymentLicensesItOnce) {
  const Json placed = json(order(3, "k"));
  const std::string id = placed["order_id"];
  EXPECT_EQ(placed["state"], "invoiced");
  EXPECT_EQ(placed["invoice"]["total"], Json({{"amount", 5700}, {"currency", "EUR"}}));

  EXPECT_EQ(pay(id, 5699, "bank 1").status, 400) << "not the sum of the invoice";
  EXPECT_EQ(licenses(), 0U);
  EXPECT_EQ(json(pay(id, 5700, "bank 1"))["state"], "licensed");
  EXPECT_EQ(pay(id, 5700, "bank 1").status, 200) << "the same payment again";
  EXPECT_EQ(pay(id, 5700, "bank 2").status, 409) << "a second payment";
  EXPECT_EQ(licenses(), 1U);
}

TEST_P(BuyingTest, PaymentsAtTheSameTimePayOnce) {
  const std::string id = json(order(1, "k"))["order_id"];
  std::atomic<int> succeeded{0};
  std::vector<std::thread> operators;
  for (int index = 0; index < 8; ++index)
    operators.emplace_back([&, index] {
      if (pay(id, 1900, "bank " + std::to_string(index)).status == 200) ++succeeded;
    });
  for (std::thread& one : operators) one.join();

  EXPECT_EQ(succeeded, 1);
  EXPECT_EQ(licenses(), 1U);
}

TEST_P(BuyingTest, OneReferencePaysOneOrder) {
  const std::string first = json(order(1, "a"))["order_id"];
  const std::string second = json(order(1, "b"))["order_id"];
  ASSERT_EQ(pay(first, 1900, "bank 1").status, 200);

  EXPECT_EQ(pay(second, 1900, "bank 1").status, 409);
  EXPECT_EQ(licenses(), 1U);
}

TEST_P(BuyingTest, AnIdempotencyKeyIsOneOrder) {
  const Json first = json(order(2, "k"));

  EXPECT_EQ(json(order(2, "k")), first);
  EXPECT_EQ(order(3, "k").status, 409);
  EXPECT_NE(json(order(2, "other"))["invoice"]["number"], first["invoice"]["number"]);
}

TEST_P(BuyingTest, AnOrderKeepsTheOfferItWasMadeUnder) {
  const std::string id = json(order(1, "k"))["order_id"];
  ASSERT_EQ(put_offer("acme", {{"price", {{"amount", 9900}, {"currency", "EUR"}}}}).status, 200);

  EXPECT_EQ(pay(id, 1900, "bank 1").status, 200);
  EXPECT_EQ(json(order(1, "later"))["invoice"]["total"]["amount"], 9900);
}

TEST_P(BuyingTest, AFreeOfferIsLicensedAtOnce) {
  ASSERT_EQ(put_offer("acme", {{"price", {{"amount", 0}, {"currency", "EUR"}}}}).status, 200);

  EXPECT_EQ(json(order(5, "k"))["state"], "licensed");
  EXPECT_EQ(licenses(), 1U);
}

TEST_P(BuyingTest, AnotherCompanySeesNeitherOrderNorLicence) {
  const std::string id = json(order(1, "k"))["order_id"];
  ASSERT_EQ(pay(id, 1900, "bank 1").status, 200);

  EXPECT_EQ(ask("GET", "/api/v1/orders/" + id, tokens_["another"]).status, 404);
  EXPECT_TRUE(json(ask("GET", "/api/v1/licenses", tokens_["another"]))["licenses"].empty());
}

TEST_P(BuyingTest, RefusesOffersOfAnothersProductOrKey) {
  ASSERT_EQ(register_vendor("other").status, 201);
  ASSERT_EQ(approve_vendor("other").status, 200);

  EXPECT_EQ(put_offer("other", {{"product", "acme.notes"}}).status, 403);
  keys_.insert_or_assign("acme", crypto::SigningKey::generate());
  EXPECT_EQ(put_offer("acme").status, 422);
}

TEST_P(BuyingTest, TheCatalogueIsSearchedByWordsInPages) {
  for (const char* id : {"acme.notes", "acme.board", "acme.calls"})
    release({.id = id, .name = std::string("Plugin ") + (id + 5)});
  const auto found = [&](const std::string& query) {
    return json(ask("GET", "/api/v1/catalogue" + query))["listings"].size();
  };

  EXPECT_EQ(found(""), 3U);
  EXPECT_EQ(found("?q=BOARD"), 1U);
  EXPECT_EQ(found("?q=%D0%97%D0%90%D0%9C%D0%95%D0%A2%D0%9A%D0%98"), 3U) << "Russian, upper case";
  EXPECT_EQ(found("?q=100%25"), 0U) << "a wildcard is a letter";
  EXPECT_EQ(found("?category=none"), 0U);
  const Json page = json(ask("GET", "/api/v1/catalogue?limit=2&users=10"));
  ASSERT_EQ(page["listings"].size(), 2U);
  const Json last = json(
      ask("GET", "/api/v1/catalogue?limit=2&users=10&cursor=" + page["next"].get<std::string>()));
  ASSERT_EQ(last["listings"].size(), 1U);
  EXPECT_TRUE(last["next"].is_null());
  EXPECT_EQ(last["listings"][0]["offers"][0]["quote"]["total"]["amount"], 19000);
  EXPECT_EQ(ask("GET", "/api/v1/catalogue?users=-1").status, 400);
  EXPECT_EQ(ask("GET", "/api/v1/catalogue?nonsense=1").status, 400);
}

INSTANTIATE_TEST_SUITE_P(Databases, BuyingTest, testing::both_databases(), testing::database_name);

}  // namespace
}  // namespace kontor::marketplace
