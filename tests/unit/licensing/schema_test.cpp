#include "licensing/seats/schema.hpp"

#include <gtest/gtest.h>

#include "tests/support/golden.hpp"

namespace kontor::licensing {
namespace {

TEST(SeatSchemaTest, TheMigrationsMakeTheGoldenSchema) {
  testing::expect_golden_schema("licensing", seat_migrations());
}

}  // namespace
}  // namespace kontor::licensing
