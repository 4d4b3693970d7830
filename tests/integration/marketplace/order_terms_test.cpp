#include "licensing/core/calendar.hpp"
#include "licensing/core/coupon.hpp"
#include "marketplace/app/notices.hpp"
#include "marketplace/core/statement.hpp"
#include "tests/integration/marketplace/buying_fixture.hpp"

namespace kontor::marketplace {
namespace {

using licensing::add_months;

constexpr std::int64_t kBuy = 13'980'000, kRent = 1'099'200, kDesigner = 800'000;

class OrderTermsTest : public BuyingFixture {
 protected:
  OrderTermsTest() { market_->billing.taxes.clear(); }
  static Json rubles(std::int64_t amount) { return {{"amount", amount}, {"currency", "RUB"}}; }
  // Ten seats for ever 139 800; or 10 992 a month and 8 000 once; or 6 times 26 360 (N1, N2).
  std::string crm(const Json& change = Json::object()) {
    Json terms{{"offer_id", "acme.crm"},
               {"price", rubles(kBuy)},
               {"period", "once"},
               {"per", "company"},
               {"instalments", {{"count", 6}, {"amount", 2'636'000}}},
               {"rental", {{"period", "month"}, {"amount", kRent}, {"fee", kDesigner}}},
               {"buy_out", {{"credit_percent", 50}}},
               {"updates", {{"months", 12}, {"renewal_percent", 50}}}};
    terms.update(change);
    return offer(terms);
  }
  std::int64_t total(const Json& placed) { return placed["invoice"]["total"]["amount"]; }
  Json activate(const std::string& license_id) {
    const auto response =
        ask("POST", "/api/v1/licenses/" + license_id + "/activation", tokens_["nordwind"]);
    EXPECT_EQ(response.status, 200) << response.body;
    return json(response);
  }
  Json bought(const Json& wish, const std::string& key) { return paid(ordered(wish, key), key); }
};

TEST_P(OrderTermsTest, N1BuyingAndRentingCostWhatTheTextSaysToTheKopeck) {
  crm();

  EXPECT_EQ(total(ordered({{"offer_id", "acme.crm"}, {"quantity", 10}}, "buy")), kBuy);
  const auto rent = [&](int months) {
    return total(ordered(
        {{"kind", "rental"}, {"offer_id", "acme.crm"}, {"quantity", 10}, {"term_months", months}},
        "rent " + std::to_string(months)));
  };
  EXPECT_EQ(rent(1), 1'899'200);
  EXPECT_EQ(rent(11), 12'891'200) << "128 912 after eleven months";
  EXPECT_EQ(rent(12), 13'990'400) << "139 904 after twelve: 104 more than buying";
}

TEST_P(OrderTermsTest, AQuoteTellsWhatTheOrderWillCostAndWhatThereIsBesides) {
  crm();
  const auto quoted =
      ask("POST", "/api/v1/quotes", "", {{"offer_id", "acme.crm"}, {"quantity", 10}});

  ASSERT_EQ(quoted.status, 200) << quoted.body;
  const Json quote = json(quoted);
  EXPECT_EQ(quote["now"], kBuy) << quote;
  EXPECT_EQ(quote["renting_overtakes"]["month"], 12) << quote;
  EXPECT_EQ(quote["years"].size(), 3U);
  EXPECT_FALSE(quote["conditions"].empty());
  EXPECT_EQ(ask("POST", "/api/v1/quotes", "", {{"offer_id", "acme.none"}, {"quantity", 1}}).status,
            404);
  EXPECT_EQ(ask("POST", "/api/v1/quotes", "", {{"offer_id", "acme.crm"}, {"quantity", 0}}).status,
            400);
}

TEST_P(OrderTermsTest, N2AndR44InstalmentsHaveTheirOwnTotalAndPaidUpAreForEver) {
  crm();
  Json standing =
      ordered({{"kind", "instalments"}, {"offer_id", "acme.crm"}, {"quantity", 10}}, "k");
  const std::string id = standing["order_id"];
  ASSERT_EQ(total(standing), 15'816'000) << "158 160, not the price divided";
  ASSERT_EQ(standing["schedule"].size(), 6U);
  EXPECT_EQ(code_of(pay(id, 1000, "x")), "other-sum");

  for (int number = 1; number <= 6; ++number) {
    EXPECT_EQ(standing["schedule"][number - 1]["amount"], 2'636'000);
    ASSERT_EQ(pay(id, 2'636'000, "part " + std::to_string(number)).status, 200);
    standing = get("/orders/" + id);
    const auto license = license_of(standing);
    if (number == 6) {
      EXPECT_FALSE(license.expires_at_ms);
      EXPECT_EQ(license.grant, licensing::Grant::purchase);
    } else {
      EXPECT_EQ(to_rfc3339(license.expires_at_ms.value_or(0)), standing["schedule"][number]["due"]);
      EXPECT_EQ(license.grant, licensing::Grant::instalments);
    }
  }
  EXPECT_EQ(get("/licenses")["licenses"].size(), 1U);
}

TEST_P(OrderTermsTest, R44AMissedInstalmentIsToldStepByStepAndAPaymentMendsIt) {
  crm({{"grace", {{"notice_days", 10}, {"read_only_days", 20}}}});
  const Json placed =
      ordered({{"kind", "instalments"}, {"offer_id", "acme.crm"}, {"quantity", 10}}, "k");
  ASSERT_EQ(pay(placed["order_id"], 2'636'000, "first").status, 200);
  const auto told = [&] {
    EXPECT_TRUE(write_notices(*market_));
    std::string kinds;
    const Json answer = get("/notices");
    for (const Json& notice : answer["notices"]) kinds += notice["kind"].get<std::string>() + " ";
    return kinds;
  };
  EXPECT_EQ(told(), "");

  pass_days(40);
  EXPECT_EQ(told(), "instalment-due ");
  pass_days(5);
  EXPECT_EQ(told(), "instalment-due instalment-missed ");
  pass_days(11);
  EXPECT_EQ(told(), "instalment-due instalment-missed read-only ");
  pass_days(20);
  EXPECT_EQ(told(), "instalment-due instalment-missed read-only off ");
  EXPECT_EQ(told(), "instalment-due instalment-missed read-only off ") << "each once";

  const auto mended = json(pay(placed["order_id"], 2 * 2'636'000, "two at once"));
  EXPECT_EQ(to_rfc3339(license_of(mended).expires_at_ms.value_or(0)), placed["schedule"][3]["due"]);
}

TEST_P(OrderTermsTest, N3TheRentedSeatsEndAndTheBoughtOnesStay) {
  crm({{"per", "seat"},
       {"price", rubles(kBuy / 10)},
       {"instalments", nullptr},
       {"buy_out", nullptr}});
  const auto own = license_of(bought({{"offer_id", "acme.crm"}, {"quantity", 5}}, "own"));
  const auto rented = license_of(bought(
      {{"kind", "rental"}, {"offer_id", "acme.crm"}, {"quantity", 5}, {"term_months", 3}}, "rent"));

  const TimeMs season = clock_.now_ms() + 86'400'000, later = add_months(clock_.now_ms(), 4);
  EXPECT_EQ(own.seats + rented.seats, 10);
  EXPECT_TRUE(own.valid_at(season) && rented.valid_at(season));
  EXPECT_TRUE(own.valid_at(later));
  EXPECT_FALSE(rented.valid_at(later));
}

TEST_P(OrderTermsTest, N3TheFeeOfASeasonIsPaidOnceAndTheSecondSeasonCostsItsRentAlone) {
  crm({{"per", "seat"},
       {"price", rubles(kBuy / 10)},
       {"fee", 50'000},
       {"instalments", nullptr},
       {"buy_out", nullptr}});
  const Json season{
      {"kind", "rental"}, {"offer_id", "acme.crm"}, {"quantity", 5}, {"term_months", 3}};
  const std::int64_t rent = 5 * 3 * kRent;
  const Json first = ordered(season, "first");
  EXPECT_EQ(total(first), rent + kDesigner);
  EXPECT_EQ(total(ordered(season, "not paid yet")), rent + kDesigner);
  const auto had = license_of(paid(first, "first"));
  pass_days(365);

  EXPECT_EQ(total(ordered(season, "second")), rent);
  EXPECT_EQ(total(ordered({{"kind", "renewal"}, {"license_id", had.license_id}, {"term_months", 3}},
                          "again")),
            rent);
  const auto quoted = ask("POST", "/api/v1/quotes", tokens_["nordwind"],
                          {{"offer_id", "acme.crm"},
                           {"quantity", 5},
                           {"seasonal_quantity", 5},
                           {"seasonal_months", 3}});
  ASSERT_EQ(quoted.status, 200) << quoted.body;
  EXPECT_EQ(json(quoted)["total"], 5 * kBuy / 10 + 50'000 + rent) << "as it would be ordered";
  EXPECT_EQ(total(ordered(season, "another's", "another")), rent + kDesigner);
  const Json own{{"offer_id", "acme.crm"}, {"quantity", 5}};
  bought(own, "own");
  EXPECT_EQ(total(ordered(own, "five more")), 5 * kBuy / 10);
}

TEST_P(OrderTermsTest, N4AndR45ATierHoldsOnlyWithBothItsConditions) {
  offer({{"offer_id", "acme.tiered"},
         {"price", {{"amount", 5500}, {"currency", "USD"}}},
         {"tiers", {{{"min_quantity", 10}, {"min_term_months", 12}, {"amount", 4000}}}}});
  int number = 0;
  const auto cost = [&](int seats, int months) {
    return total(
        ordered({{"offer_id", "acme.tiered"}, {"quantity", seats}, {"term_months", months}},
                std::to_string(++number)));
  };

  EXPECT_EQ(cost(10, 12), 480'000) << "10 x 40 x 12 = 4 800 USD";
  EXPECT_EQ(cost(9, 12), 9 * 12 * 5500);
  EXPECT_EQ(cost(10, 11), 10 * 11 * 5500);
}

TEST_P(OrderTermsTest, N5AndN6UpdatesRunFromTheActivationAndAreRenewedAtHalfThePrice) {
  crm();
  const Json standing = bought({{"offer_id", "acme.crm"}, {"quantity", 10}}, "k");
  const std::string license_id = standing["license_id"];
  EXPECT_FALSE(license_of(standing).updates_until_ms) << "never activated, not begun";
  pass_days(100);
  const TimeMs activated = clock_.now_ms();

  EXPECT_EQ(license_of(activate(license_id)).updates_until_ms, add_months(activated, 12));
  const Json again = activate(license_id);
  EXPECT_EQ(license_of(again).updates_until_ms, add_months(activated, 12));
  const auto put = put_offer("acme", {{"offer_id", "acme.crm"},
                                      {"price", rubles(99 * kBuy)},
                                      {"period", "once"},
                                      {"per", "company"}});
  ASSERT_EQ(put.status, 200) << "a later price touches nobody";
  pass_days(400);
  const Json renewal = ordered({{"kind", "renewal"}, {"license_id", license_id}}, "r");
  EXPECT_EQ(total(renewal), kBuy / 2);
  const auto renewed = license_of(paid(renewal, "r"));

  EXPECT_EQ(renewed.license_id, license_id);
  EXPECT_EQ(renewed.updates_until_ms, add_months(clock_.now_ms(), 12)) << "from the payment";
  EXPECT_FALSE(renewed.expires_at_ms) << "what works, works for ever";
  EXPECT_EQ(get("/licenses")["licenses"].size(), 1U);
}

TEST_P(OrderTermsTest, ASubscriptionIsRenewedFromItsEnd) {
  offer({{"offer_id", "acme.notes-monthly"}});
  const Json first = bought({{"offer_id", "acme.notes-monthly"}, {"quantity", 2}}, "k");
  const TimeMs from = license_of(first).valid_from_ms;
  pass_days(10);

  const Json renewal =
      ordered({{"kind", "renewal"}, {"license_id", first["license_id"]}, {"term_months", 2}}, "r");
  EXPECT_EQ(code_of(order({{"kind", "renewal"}, {"license_id", first["license_id"]}}, "r2")),
            "order-open");

  EXPECT_EQ(total(renewal), 2 * 2 * 1900);
  EXPECT_TRUE(renewal["license"].is_null()) << "not paid yet";
  EXPECT_EQ(license_of(paid(renewal, "r")).expires_at_ms, add_months(add_months(from, 1), 2));
}

TEST_P(OrderTermsTest, N13AnUpgradePaysTheDifferenceAndKeepsTheLicence) {
  const auto edition = [&](const char* id, const char* name, int rank, std::int64_t price,
                           const Json& features) {
    offer({{"offer_id", id},
           {"price", rubles(price)},
           {"period", "once"},
           {"edition", {{"name", name}, {"rank", rank}}},
           {"features", features}});
  };
  edition("acme.basic", "basic", 1, 100'000, Json::array({"notes"}));
  edition("acme.pro", "pro", 2, 180'000, Json::array({"notes", "search"}));
  const Json basic = bought({{"offer_id", "acme.basic"}, {"quantity", 3}}, "k");
  EXPECT_FALSE(license_of(basic).covers("search"));

  const Json upgrade = ordered(
      {{"kind", "upgrade"}, {"license_id", basic["license_id"]}, {"offer_id", "acme.pro"}}, "u");
  const auto pro = license_of(paid(upgrade, "u"));

  EXPECT_EQ(total(upgrade), 3 * 80'000);
  EXPECT_EQ(pro.license_id, basic["license_id"]);
  EXPECT_EQ(pro.seats, 3);
  EXPECT_TRUE(pro.covers("search"));
  EXPECT_EQ(
      code_of(order(
          {{"kind", "upgrade"}, {"license_id", basic["license_id"]}, {"offer_id", "acme.basic"}},
          "down")),
      "not-offered");
}

TEST_P(OrderTermsTest, ABuyOutCreditsTheRentAndMakesItForEver) {
  crm();
  const Json rented = bought(
      {{"kind", "rental"}, {"offer_id", "acme.crm"}, {"quantity", 10}, {"term_months", 3}}, "rent");

  const Json owned = ordered({{"kind", "buy_out"}, {"license_id", rented["license_id"]}}, "own");

  EXPECT_EQ(total(owned), kBuy - (3 * kRent + kDesigner) / 2);
  EXPECT_FALSE(license_of(paid(owned, "own")).expires_at_ms);
}

TEST_P(OrderTermsTest, ATrialIsOncePerCompanyAndAPrivateListingForOne) {
  offer({{"offer_id", "acme.notes-monthly"}, {"trial_days", 30}});
  const Json wish{{"kind", "trial"}, {"offer_id", "acme.notes-monthly"}, {"quantity", 1}};

  const Json trial = ordered(wish, "k");
  EXPECT_EQ(trial["state"], "licensed");
  EXPECT_EQ(license_of(trial).expires_at_ms, clock_.now_ms() + std::int64_t{30} * 86'400'000);
  EXPECT_EQ(code_of(order(wish, "again")), "trial-used");
  EXPECT_EQ(order(wish, "k").status, 201) << "the same order";
  EXPECT_EQ(ordered(wish, "k", "another")["state"], "licensed");
  offer({{"offer_id", "acme.private"}, {"only_for", "somebody-else"}});
  EXPECT_EQ(order({{"offer_id", "acme.private"}, {"quantity", 1}}, "p").status, 404);
}

// Commissioned work: an offer with a specification for one company, later for everybody.
TEST_P(OrderTermsTest, APrivateOfferIsShownAndQuotedToItsCompanyAloneUntilItIsPublic) {
  release({.id = "acme.notes", .version = "1.0.0"});
  offer({{"offer_id", "acme.notes-monthly"}});
  const std::string company =
      license_of(paid(ordered({{"offer_id", "acme.notes-monthly"}, {"quantity", 1}}, "k"), "k"))
          .company_id;
  const Json commissioned{{"offer_id", "acme.commissioned"},
                          {"only_for", company},
                          {"specification", std::string(64, 'a')}};
  offer(commissioned);
  const auto shown = [&](const char* who) {
    std::vector<std::string> ids;
    const auto listing = ask("GET", "/api/v1/catalogue/acme.notes?users=3", tokens_[who]);
    EXPECT_EQ(listing.status, 200) << listing.body;
    const Json told = json(listing);
    for (const Json& one : told["offers"]) ids.push_back(one["offer_id"]);
    return ids;
  };
  const std::vector<std::string> all{"acme.commissioned", "acme.notes-monthly"}, open{all[1]};

  EXPECT_EQ(shown("nordwind"), all);
  for (const char* other : {"another", "acme", "operator", "nobody"})
    EXPECT_EQ(shown(other), open) << other;
  const Json wish{{"offer_id", "acme.commissioned"}, {"quantity", 3}};
  EXPECT_EQ(ask("POST", "/api/v1/quotes", tokens_["another"], wish).status, 404);
  const auto quoted = ask("POST", "/api/v1/quotes", tokens_["nordwind"], wish);
  ASSERT_EQ(quoted.status, 200) << quoted.body;
  EXPECT_NE(quoted.body.find(std::string(64, 'a')), std::string::npos);
  EXPECT_EQ(ordered(wish, "own")["seats"], 3);

  offer({{"offer_id", "acme.commissioned"}, {"specification", std::string(64, 'a')}});
  EXPECT_EQ(shown("nobody"), all);
}

TEST_P(OrderTermsTest, ACouponOfTheVendorTakesItsShareOnceSoOften) {
  offer({{"offer_id", "acme.notes-monthly"}});
  const auto put = [&](const Json& terms, const crypto::SigningKey& key) {
    const auto envelope = sign_statement(licensing::kCouponStatement, terms, {key}).value();
    return ask("PUT", "/api/v1/coupons/" + terms["code"].get<std::string>(), tokens_["acme"],
               envelope);
  };
  const Json coupon{{"code", "acme.SPRING"},
                    {"offers", {"acme.notes-monthly"}},
                    {"percent", 25},
                    {"until", to_rfc3339(clock_.now_ms() + 86'400'000)},
                    {"uses_max", 1}};
  EXPECT_EQ(put(coupon, crypto::SigningKey::generate()).status, 422) << "the market made it up";
  ASSERT_EQ(put(coupon, keys_.at("acme")).status, 200);
  const Json wish{{"offer_id", "acme.notes-monthly"}, {"quantity", 1}, {"coupon", "acme.SPRING"}};

  const Json placed = ordered(wish, "k");
  EXPECT_EQ(total(placed), 1425);
  EXPECT_EQ(code_of(order(wish, "2")), "coupon-used-up");
  ask("POST", "/api/v1/orders/" + placed["order_id"].get<std::string>() + "/cancellation",
      tokens_["nordwind"]);
  EXPECT_EQ(order(wish, "3").status, 201) << "the cancelled order gave it back";
  pass_days(2);
  EXPECT_EQ(code_of(order(wish, "4")), "coupon-not-valid");
}

TEST_P(OrderTermsTest, AWishThatContradictsItselfIsRefused) {
  offer({{"offer_id", "acme.notes-monthly"}});
  const std::string id = "acme.notes-monthly";

  EXPECT_EQ(code_of(order({{"kind", "renewal"}, {"offer_id", id}}, "1")), "invalid-order");
  EXPECT_EQ(code_of(order({{"offer_id", id}}, "2")), "invalid-order");
  EXPECT_EQ(code_of(order({{"kind", "rental"}, {"offer_id", id}, {"quantity", 1}}, "3")),
            "not-offered");
  EXPECT_EQ(code_of(order({{"kind", "instalments"}, {"offer_id", id}, {"quantity", 1}}, "4")),
            "not-offered");
  EXPECT_EQ(order({{"offer_id", id}, {"quantity", -1}}, "5").status, 400);
  EXPECT_EQ(order({{"kind", "renewal"}, {"license_id", "none"}}, "6").status, 404);
}

INSTANTIATE_TEST_SUITE_P(Databases, OrderTermsTest, testing::both_databases(),
                         testing::database_name);

}  // namespace
}  // namespace kontor::marketplace
