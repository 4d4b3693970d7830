#include "tests/support/golden.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/core/files.hpp"

namespace kontor::testing {

namespace {

constexpr std::size_t kGoldenBytesMax = std::size_t{1} << 20;

std::filesystem::path golden_file(const std::string& file) {
  const char* source = std::getenv("KONTOR_SOURCE");
  return std::filesystem::path(source == nullptr ? "." : source) / "tests/golden" / file;
}

}  // namespace

void expect_golden(const std::string& file, std::string_view text) {
  const std::filesystem::path path = golden_file(file);
  if (std::getenv("KONTOR_UPDATE_GOLDEN") != nullptr) {
    EXPECT_TRUE(write_file(path, text));
    return;
  }
  const Result<std::string> golden = read_file(path, kGoldenBytesMax);
  ASSERT_TRUE(golden) << golden.error().message;
  EXPECT_EQ(text, *golden) << "differs from tests/golden/" << file
                           << "; if it is meant to, run with KONTOR_UPDATE_GOLDEN=1";
}

void expect_golden_schema(const std::string& component,
                          const std::vector<db::Migration>& migrations) {
  const auto database = db::Database::open("sqlite::memory:");
  ASSERT_TRUE(database);
  const Status migrated = db::migrate(**database, component, migrations);
  ASSERT_TRUE(migrated) << migrated.error().message;
  const auto rows = (*database)->read([](db::Session& session) {
    return session.query(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'schema_migration' "
        "ORDER BY type DESC, name");
  });
  ASSERT_TRUE(rows);
  std::string text;
  for (const db::Row& row : *rows) text += row.text(0) + ";\n";
  expect_golden(component + ".schema.sql", text);
}

}  // namespace kontor::testing
