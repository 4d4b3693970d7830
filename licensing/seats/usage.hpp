#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/db/database.hpp"
#include "licensing/core/license.hpp"

namespace kontor::licensing {

// One day (UTC) of one feature of one licence, counted from the licence log.
struct DayUsage {
  std::int64_t day = 0;  // Days since 1970-01-01.
  std::string license_id;
  std::string feature;    // Empty: the product itself.
  std::int64_t peak = 0;  // Most seats held at once; seats held over midnight count.
  std::int64_t grants = 0;
  std::int64_t denials = 0;  // Wishes refused.
};

struct UsageQuery {
  TimeMs from_ms = 0;
  TimeMs to_ms = 0;             // Exclusive. Both are rounded down to days.
  std::string license_id = {};  // Empty: all.

  static constexpr std::int64_t kDaysMax = 400;
};

// A row for each day on which something was held, granted or refused; by licence, feature and
// day. invalid_argument for a span that is empty or longer than kDaysMax.
Result<std::vector<DayUsage>> usage(db::Session& session, const UsageQuery& query);

}  // namespace kontor::licensing
