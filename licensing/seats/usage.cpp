#include "licensing/seats/usage.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace kontor::licensing {

namespace {

constexpr TimeMs kUsageDayMs = TimeMs{24} * 3600 * 1000;

// What the log says of one day: how high the number of seats held rose above, and where it
// ended from, what it was at midnight.
struct DayMoves {
  std::int64_t rise = 0;
  std::int64_t change = 0;
  std::int64_t grants = 0;
  std::int64_t denials = 0;
};

using Counted = std::pair<std::string, std::string>;  // Licence and feature.
struct Course {
  std::int64_t held = 0;  // At the first midnight.
  std::map<std::int64_t, DayMoves> days;
};

Status read_opening(db::Session& session, std::string_view license_id, TimeMs from_ms,
                    std::map<Counted, Course>& courses) {
  const auto rows = TRY(session.query(R"sql(
      SELECT license_id, feature, SUM(moved) FROM seat_log
      WHERE at_ms < $1 AND moved <> 0 AND ($2 = '' OR license_id = $2)
      GROUP BY license_id, feature)sql",
                                      {from_ms, std::string(license_id)}));
  for (const db::Row& row : rows) courses[{row.text(0), row.text(1)}].held = row.integer(2);
  return ok();
}

// The running sum starts anew each day, so that a day's rise stands on its midnight.
Status read_days(db::Session& session, std::string_view license_id, TimeMs from_ms, TimeMs to_ms,
                 std::map<Counted, Course>& courses) {
  const auto rows = TRY(session.query(R"sql(
      SELECT license_id, feature, day, MAX(risen), SUM(moved),
             SUM(CASE WHEN kind = 'granted' THEN 1 ELSE 0 END),
             SUM(CASE WHEN kind = 'denied' THEN count ELSE 0 END)
      FROM (SELECT license_id, feature, at_ms / 86400000 AS day, moved, kind, count,
                   SUM(moved) OVER (PARTITION BY license_id, feature, at_ms / 86400000
                                    ORDER BY at_ms, chain, number) AS risen
            FROM seat_log
            WHERE at_ms >= $1 AND at_ms < $2 AND license_id <> ''
              AND ($3 = '' OR license_id = $3)) AS moves
      GROUP BY license_id, feature, day)sql",
                                      {from_ms, to_ms, std::string(license_id)}));
  for (const db::Row& row : rows) {
    courses[{row.text(0), row.text(1)}].days[row.integer(2)] = {.rise = row.integer(3),
                                                                .change = row.integer(4),
                                                                .grants = row.integer(5),
                                                                .denials = row.integer(6)};
  }
  return ok();
}

}  // namespace

Result<std::vector<DayUsage>> usage(db::Session& session, const UsageQuery& query) {
  const std::int64_t first = query.from_ms / kUsageDayMs;
  const std::int64_t end = query.to_ms / kUsageDayMs;
  if (query.from_ms < 0 || first >= end || end - first > UsageQuery::kDaysMax) {
    return Error{ErrorCode::invalid_argument,
                 "a usage report covers 1 to " + std::to_string(UsageQuery::kDaysMax) + " days"};
  }
  std::map<Counted, Course> courses;
  TRY(read_opening(session, query.license_id, first * kUsageDayMs, courses));
  TRY(read_days(session, query.license_id, first * kUsageDayMs, end * kUsageDayMs, courses));
  std::vector<DayUsage> report;
  for (const auto& [counted, course] : courses) {
    std::int64_t held = course.held;
    for (std::int64_t day = first; day < end; ++day) {
      const auto moved = course.days.find(day);
      const DayMoves moves = moved == course.days.end() ? DayMoves() : moved->second;
      const std::int64_t peak = held + std::max<std::int64_t>(moves.rise, 0);
      held += moves.change;
      if (peak == 0 && moves.grants == 0 && moves.denials == 0) continue;
      report.push_back({.day = day,
                        .license_id = counted.first,
                        .feature = counted.second,
                        .peak = peak,
                        .grants = moves.grants,
                        .denials = moves.denials});
    }
  }
  return report;
}

}  // namespace kontor::licensing
