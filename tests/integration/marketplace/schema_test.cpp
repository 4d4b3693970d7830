#include <gtest/gtest.h>

#include "marketplace/app/market.hpp"
#include "tests/support/golden.hpp"

namespace kontor::marketplace {
namespace {

TEST(MarketSchemaTest, EveryMigrationTogetherGivesTheGoldenSchema) {
  const auto database = db::Database::open("sqlite::memory:");
  ASSERT_TRUE(database);
  ASSERT_TRUE(migrate_market(**database));
  const auto rows = (*database)->read([](db::Session& session) {
    return session.query(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'schema_migration' "
        "ORDER BY type DESC, name");
  });
  ASSERT_TRUE(rows);

  std::string schema;
  for (const db::Row& row : *rows) schema += row.text(0) + ";\n";

  testing::expect_golden("marketplace.schema.sql", schema);
}

}  // namespace
}  // namespace kontor::marketplace
