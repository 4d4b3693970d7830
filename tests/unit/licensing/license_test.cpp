#include "licensing/core/license.hpp"

#include <gtest/gtest.h>

namespace kontor::licensing {
namespace {

TEST(LicenseTest, IsValidFromItsStartUpToItsEnd) {
  License license;
  license.valid_from_ms = 100;
  license.expires_at_ms = 200;

  EXPECT_FALSE(license.valid_at(99));
  EXPECT_TRUE(license.valid_at(100));
  EXPECT_TRUE(license.valid_at(199));
  EXPECT_FALSE(license.valid_at(200));
}

TEST(LicenseTest, APerpetualOneNeverEnds) {
  License license;

  EXPECT_TRUE(license.valid_at(253'402'300'799'999));
}

TEST(LicenseTest, CoversItsFeaturesAndWithoutAListEverything) {
  License license;
  EXPECT_TRUE(license.covers(""));
  EXPECT_TRUE(license.covers("bulk"));

  license.features = {"single"};
  EXPECT_TRUE(license.covers(""));
  EXPECT_TRUE(license.covers("single"));
  EXPECT_FALSE(license.covers("bulk"));
}

TEST(LicenseTest, SeatModelsHaveOneNameEach) {
  for (const SeatModel model : {SeatModel::named, SeatModel::concurrent, SeatModel::site}) {
    EXPECT_EQ(*parse_seat_model(name_of(model)), model);
  }
  EXPECT_FALSE(parse_seat_model("floating"));
}

}  // namespace
}  // namespace kontor::licensing
