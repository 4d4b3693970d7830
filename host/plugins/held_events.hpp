#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/db/database.hpp"
#include "host/plugins/gaps.hpp"

namespace kontor::host {

// Events that wait for plugins which do not run. They are kept for the plugin's return, but not
// for ever: what is older than Limits::age_ms or more than Limits::count behind is let go, with
// a gap that says how many and a line in the log. An administrator sees beforehand how many
// wait and when they go. One thread at a time.
class HeldEvents {
 public:
  struct Limits {
    std::int64_t age_ms = std::int64_t{90} * 24 * 3600 * 1000;
    std::int64_t count = 1'000'000;  // Events of any name since its place.
  };
  struct Reader {
    std::string plugin;
    std::vector<std::string> names;  // Those it declared; events of other names are not its own.
  };
  HeldEvents(db::Database& database, const Clock& clock, Gaps& gaps)
      : HeldEvents(database, clock, gaps, Limits()) {}
  HeldEvents(db::Database& database, const Clock& clock, Gaps& gaps, Limits limits)
      : database_(database), clock_(clock), gaps_(gaps), limits_(limits) {}

  // For readers that do not run now.
  Status let_go(const std::vector<Reader>& readers);

  // {"count","oldest_at","let_go_at"}, the times null when nothing waits. Counts kCountedMax at
  // most. Any thread.
  Result<Json> waiting(const Reader& reader);

  static constexpr std::int64_t kRowsAtOnce = 500;
  static constexpr std::int64_t kCountedMax = 10'000;

 private:
  struct Overdue {
    std::int64_t until = 0;  // Sequence of the last one; 0: none.
    TimeMs until_ms = 0;
    std::int64_t count = 0;  // Of its own.
  };
  Result<Overdue> overdue_of(db::Session& session, const Reader& reader) const;
  Status let_go_of(const Reader& reader);

  db::Database& database_;
  const Clock& clock_;
  Gaps& gaps_;
  const Limits limits_;
};

}  // namespace kontor::host
