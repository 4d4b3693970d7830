#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/core/json.hpp"
#include "base/db/database.hpp"

namespace kontor::host {

// What a database holds, small enough to compare: for each table the number of rows and a hash
// of them in any order (the sum of the rows' SHA-256 in four lanes of 64 bits).
struct TableSummary {
  std::string name;
  std::int64_t rows = 0;
  std::string hash;
  bool operator==(const TableSummary&) const = default;
};

// Of every table but those that are computed from others (the full-text index) and the keys of
// persons, which are in no backup. Rows are read
// some thousand at a time.
Result<std::vector<TableSummary>> summarise(db::Session& session);

Json to_json(const std::vector<TableSummary>& tables);
Result<std::vector<TableSummary>> parse_summary(const Json& json);
// untrusted, naming the first table that differs. Of a table of which rows are `lost`, because
// their person was erased, the number alone can be compared.
Status compare(const std::vector<TableSummary>& wanted, const std::vector<TableSummary>& found,
               const std::map<std::string, std::int64_t>& lost = {});

}  // namespace kontor::host
