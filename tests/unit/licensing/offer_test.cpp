#include "licensing/core/offer.hpp"

#include <gtest/gtest.h>

#include "tests/support/licenses.hpp"

namespace kontor::licensing {
namespace {

Json good() { return to_json(testing::LicenseMaker().offer(SeatModel::concurrent)); }

TEST(OfferTest, ReadsWhatItWrites) {
  Offer offer = testing::LicenseMaker().offer(SeatModel::named);
  offer.period = Period::year;
  offer.per = PricePer::company;
  offer.rebind.rule = Move::counted;
  offer.features = {"single", "bulk"};

  const auto read = parse_offer(to_json(offer));

  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(to_json(*read), to_json(offer));
}

TEST(OfferTest, HasDefaultsForWhatMayBeLeftOut) {
  Json json = good();
  for (const char* name : {"min_seats", "features", "idle_timeout_s", "lease_ttl_s", "rebind"}) {
    json.erase(name);
  }

  const auto offer = parse_offer(json);

  ASSERT_TRUE(offer);
  EXPECT_EQ(offer->min_seats, 1);
  EXPECT_EQ(offer->idle_timeout_s, 1800);
  EXPECT_EQ(offer->rebind.rule, Move::never);
}

TEST(OfferTest, RefusesWhatIsOutOfRangeOrUnknownAndNamesIt) {
  const std::vector<std::pair<const char*, Json>> bad = {
      {"model", "floating"},   {"price", 12},      {"per", "hour"},      {"min_seats", 0},
      {"lease_ttl_s", 9},      {"discount", 50},   {"product", "nodot"}, {"offer_id", ""},
      {"idle_timeout_s", 1e9}, {"features", "all"}};
  for (const auto& [name, value] : bad) {
    Json json = good();
    json[name] = value;

    const auto offer = parse_offer(json);

    ASSERT_FALSE(offer) << name;
    EXPECT_EQ(offer.error().code, ErrorCode::invalid_argument);
    EXPECT_NE(offer.error().message.find(name), std::string::npos) << offer.error().message;
  }
}

TEST(OfferTest, TheVendorIsTheFirstPartOfTheProduct) {
  EXPECT_EQ(vendor_of("kontor.sms"), "kontor");
  EXPECT_EQ(vendor_of("acme.phone.pro"), "acme");
}

}  // namespace
}  // namespace kontor::licensing
