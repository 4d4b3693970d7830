#include "licensing/core/ladder.hpp"

#include "licensing/core/calendar.hpp"

namespace kontor::licensing {

std::string_view name_of(Standing standing) {
  switch (standing) {
    case Standing::full:
      return "full";
    case Standing::notices:
      return "notices";
    case Standing::read_only:
      return "read_only";
    case Standing::off:
      break;
  }
  return "off";
}

Step ladder(const Grace& grace, std::optional<TimeMs> end_ms, TimeMs now_ms) {
  if (!end_ms) return {};
  if (now_ms < *end_ms) return {.standing = Standing::full, .until_ms = end_ms};
  const TimeMs notices_end = *end_ms + grace.notice_days * kDayMs;
  if (now_ms < notices_end) return {.standing = Standing::notices, .until_ms = notices_end};
  const TimeMs reading_end = notices_end + grace.read_only_days * kDayMs;
  if (now_ms < reading_end) return {.standing = Standing::read_only, .until_ms = reading_end};
  return {.standing = Standing::off};
}

std::optional<TimeMs> next_instalment_due(const Instalments& terms, TimeMs start_ms,
                                          std::int64_t paid) {
  if (paid >= terms.count) return std::nullopt;
  return add_months(start_ms, paid);
}

}  // namespace kontor::licensing
