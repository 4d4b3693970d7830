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
};

// {"id","entity","version","created_at","updated_at","fields"}, as REST and plugins see it.
Json record_json(const Record& record);

struct RecordPage {
  std::vector<Record> records;
  std::string next;  // Cursor; empty on the last page.
};

}  // namespace kontor::host
