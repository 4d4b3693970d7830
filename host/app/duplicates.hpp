#pragma once

#include <string>
#include <vector>

#include "host/app/records.hpp"

namespace kontor::host {

struct DuplicatesRequest {
  std::string entity;
  std::string match = {};   // As an import's (chosen_rules()); empty: the definition's rules.
  std::string cursor = {};  // From DuplicatesPage::next.
  int limit = 50;           // Groups; 1 … kGroupsMax
};
// Records that are likely the same, oldest first: Records::merge() makes one of them.
struct DuplicateGroup {
  std::string match;  // "phone and name": what agrees.
  std::vector<Record> records;
};
struct DuplicatesPage {
  std::vector<DuplicateGroup> groups;  // May be fewer than asked for, or none, and not the last.
  std::string next;                    // Empty: that was all.
};

// Duplicates that are there already, by the rules that an import matches rows by; of those that
// agree by several rules each group comes once, under the surest. One sees what one may read, and
// only by fields that one may read. What is read counts as a bulk read. Costs as much as there are
// records, and no request more than a walk along kWalksMax stretches of an index.
Result<DuplicatesPage> find_duplicates(Records& records, db::Database& database,
                                       const Principal& principal,
                                       const DuplicatesRequest& request);

inline constexpr int kGroupsMax = 200;
inline constexpr int kWalksMax = 5;
inline constexpr int kSameKeyMax = 500;  // So many records with one value are compared.

}  // namespace kontor::host
