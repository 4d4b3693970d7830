#include "host/core/record.hpp"

#include <gtest/gtest.h>

namespace kontor::host {
namespace {

TEST(Record, ReadsTheSameAsTextAndAsJson) {
  Record record;
  record.id = "01a20a1c-b797-7000-8be8-40be4e7ca6e8";
  record.entity = "person";
  record.version = 12;
  record.created_at_ms = 1'795'461'822'444;
  record.updated_at_ms = 1'795'461'999'000;
  record.fields = {{"name", "Zoë \"Z\" Berg"}, {"worth", {{"amount", 5}, {"currency", "EUR"}}}};
  for (const std::optional<TimeMs> deleted : {std::optional<TimeMs>(), std::optional<TimeMs>(7)}) {
    record.deleted_at_ms = deleted;
    std::string text = "before ";
    append_record(text, record);
    EXPECT_EQ(text, "before " + to_text(record_json(record)));
  }
}

}  // namespace
}  // namespace kontor::host
