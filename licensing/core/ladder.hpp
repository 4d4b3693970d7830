#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/core/clock.hpp"
#include "licensing/core/license.hpp"

namespace kontor::licensing {

// What a licence that lapsed, was not paid or could not be checked still allows. Data of the
// company stays readable in the CRM's core whatever a licence says.
enum class Standing {
  full,
  notices,    // Everything works; the administrator is told until when.
  read_only,  // Reading and export.
  off,
};
std::string_view name_of(Standing standing);

struct Step {
  Standing standing = Standing::full;
  std::optional<TimeMs> until_ms = {};  // None: for good.
};

// Down the ladder from `end_ms` (an expiry, a missed payment, the end of the last good token);
// none: nothing ends. `now_ms` is max(wall clock, high-water mark).
Step ladder(const Grace& grace, std::optional<TimeMs> end_ms, TimeMs now_ms);

// Payments are due at the start and each month after it. Paid up is perpetual.
std::optional<TimeMs> next_instalment_due(const Instalments& terms, TimeMs start_ms,
                                          std::int64_t paid);

}  // namespace kontor::licensing
