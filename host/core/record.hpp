#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"

namespace kontor::host {

// One record of any entity. `fields` holds set fields only.
struct Record {
  std::string id;
  std::string entity;
  std::int64_t version = 1;
  TimeMs created_at_ms = 0;
  TimeMs updated_at_ms = 0;
  Json fields = Json::object();
  std::optional<TimeMs> deleted_at_ms = {};  // Set: deleted, and may be restored.
  // Owners of what it hangs on, once somebody had to know (app/record_scope.hpp). Not stored.
  std::vector<std::string> owners_above = {};
};

// {"id","entity","version","created_at","updated_at","fields"}, as REST and plugins see it.
Json record_json(Record record);
// Adds the same as text to `out`, which costs a third of it.
void append_record(std::string& out, const Record& record);

// How many records a list has, on all its pages.
struct Total {
  std::int64_t count = 0;
  bool exact = true;  // False: estimated from a sample, since there are very many.
};

struct RecordPage {
  std::vector<Record> records;
  std::string next;  // Cursor; empty on the last page.
  std::optional<Total> total = {};
};

}  // namespace kontor::host
