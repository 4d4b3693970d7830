#include <gtest/gtest.h>

#include <cstdlib>

#include "base/core/files.hpp"
#include "base/core/json_schema.hpp"
#include "licensing/core/offer.hpp"
#include "tests/support/licenses.hpp"
#include "tests/unit/licensing/offers.hpp"

namespace kontor::licensing {
namespace {

// Every term there is, each with a value that is not its default.
Json everything() {
  return Json::parse(R"json({
    "offer_id": "everything", "product": "kontor.sms", "model": "concurrent",
    "price": {"amount": 1398000, "currency": "RUB"}, "period": "once", "per": "seat",
    "min_seats": 2, "max_seats": 500, "features": ["bulk", "single"], "fee": 800000,
    "tiers": [{"min_quantity": 20, "min_term_months": 0, "amount": 1200000}],
    "instalments": {"count": 6, "amount": 263600},
    "rental": {"period": "month", "amount": 109920, "fee": 800000},
    "buy_out": {"credit_percent": 30, "amount": 0}, "trial_days": 30,
    "edition": {"name": "pro", "rank": 2}, "updates": {"months": 24, "renewal_percent": 40},
    "major_update": {"covers": 3, "amount": 500000},
    "support": {"level": "priority", "months": 6}, "needs_platform_license": true,
    "only_for": "c-1", "specification": ")json" +
                     std::string(64, 'a') + R"json(",
    "idle_timeout_s": 99, "lease_ttl_s": 77, "overdraft": 1, "groups": false, "queue": false,
    "linger_s": 60, "rebind": "counted", "rebind_times": 2, "rebind_per_days": 365,
    "rebind_cool_down_days": 7, "reassign": "never", "reassign_times": 3,
    "reassign_per_days": 30, "reassign_cool_down_days": 1,
    "borrow": {"days_max": 14, "seats_stay": 2}, "grace": {"notice_days": 3, "read_only_days": 4}
  })json");
}

using testing::code_of;

TEST(OfferTermsTest, ReadsWhatItWritesOfEveryTerm) {
  const auto offer = parse_offer(everything());

  ASSERT_TRUE(offer) << offer.error().message;
  EXPECT_EQ(to_json(*offer), everything());
}

TEST(OfferTermsTest, WritesNothingForATermThatSaysNothing) {
  const Json json = to_json(testing::LicenseMaker().offer(SeatModel::concurrent));

  EXPECT_EQ(json.size(), 11U) << json;
}

TEST(OfferTermsTest, ThePublishedSchemaIsTheOneEnforcedAndNamesEveryTerm) {
  const auto root = std::filesystem::path(std::getenv("KONTOR_SOURCE"));
  const std::string published = read_file(root / "licensing/core/offer.schema.json", 65536).value();
  const Json schema = Json::parse(published);

  EXPECT_EQ(published, offer_schema());
  const Json all = everything();
  for (const auto& [name, rule] : schema["properties"].items()) {
    EXPECT_TRUE(all.contains(name)) << name;
  }
}

TEST(OfferTermsTest, RefusesWhatTheSchemaRefusesAndNamesIt) {
  const std::vector<std::pair<const char*, Json>> bad = {
      {"fee", -1},
      {"trial_days", 1e18},
      {"version", 2},
      {"max_seats", 0},
      {"overdraft", -5},
      {"tiers", {{{"min_quantity", -1}, {"amount", 1}}}},
      {"instalments", {{"count", 1}, {"amount", 1}}},
      {"rental", {{"period", "once"}, {"amount", 1}}},
      {"support", {{"level", "gold"}}},
      {"borrow", {{"days_max", 400}}},
      {"specification", "none"},
      {"groups", "yes"},
      {"price", {{"amount", 1'000'000'000'001}, {"currency", "EUR"}}},
      {"price", {{"amount", 1.5}, {"currency", "EUR"}}},
      {"price", {{"amount", 1}, {"currency", "eur"}}}};
  const JsonSchema published = JsonSchema::parse(Json::parse(offer_schema())).value();
  for (const auto& [name, value] : bad) {
    Json json = everything();
    json[name] = value;

    const auto offer = parse_offer(json);

    ASSERT_FALSE(offer) << name;
    EXPECT_FALSE(published.validate(json)) << name;
    EXPECT_EQ(offer.error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(code_of(offer.error()), "invalid-offer");
    EXPECT_NE(offer.error().message.find(name), std::string::npos) << offer.error().message;
  }
}

TEST(OfferTermsTest, RefusesTermsThatContradictEachOther) {
  const Json tier = {{"min_quantity", 20}, {"min_term_months", 0}, {"amount", 5}};
  const std::vector<std::pair<const char*, Json>> bad = {
      {"a tier dearer than the price", {{"tiers", {{{"amount", 1398001}, {"min_quantity", 9}}}}}},
      {"a term for what is bought once", {{"tiers", {{{"amount", 1}, {"min_term_months", 12}}}}}},
      {"a tier everybody reaches", {{"tiers", {{{"amount", 1}}}}}},
      {"the same tier twice", {{"tiers", {tier, tier}}}},
      {"a tier nobody can reach", {{"max_seats", 19}}},
      {"a tier on seats of a price for the company", {{"per", "company"}}},
      {"rented twice", {{"period", "month"}, {"instalments", nullptr}}},
      {"instalments of a subscription", {{"period", "month"}, {"rental", nullptr}}},
      {"instalments below the price", {{"instalments", {{"count", 2}, {"amount", 1}}}}},
      {"a price to own besides the price", {{"buy_out", {{"credit_percent", 1}, {"amount", 5}}}}},
      {"nothing rented to be bought out", {{"rental", nullptr}}},
      {"fewest above most", {{"min_seats", 501}}},
      {"overdraft of named seats", {{"model", "named"}}},
      {"seats that stay of none lent", {{"borrow", {{"days_max", 0}, {"seats_stay", 1}}}}},
      {"free and tried",
       {{"price", {{"amount", 0}, {"currency", "RUB"}}}, {"fee", 0}, {"tiers", nullptr}}}};
  for (const auto& [why, change] : bad) {
    Json json = everything();
    json.merge_patch(change);

    const auto offer = parse_offer(json);

    ASSERT_FALSE(offer) << why;
    EXPECT_EQ(offer.error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(code_of(offer.error()), "offer-contradicts-itself") << why;
  }
}

TEST(OfferTermsTest, WhatIsFreePromisesNoMoreThanBugReports) {
  Json json = to_json(testing::LicenseMaker().offer(SeatModel::site));
  json["price"]["amount"] = 0;
  ASSERT_TRUE(parse_offer(json));

  json["support"] = {{"level", "standard"}};
  EXPECT_EQ(code_of(parse_offer(json).error()), "offer-contradicts-itself");
  json["support"] = {{"level", "bug_reports"}};
  EXPECT_TRUE(parse_offer(json));
}

}  // namespace
}  // namespace kontor::licensing
