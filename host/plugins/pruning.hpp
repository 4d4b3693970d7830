#pragma once

#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/db/database.hpp"

namespace kontor::host {

// Removes what has been delivered and is old: events that every reader has passed, mails that
// ended, permits that expired. One thread at a time.
class Pruning {
 public:
  Pruning(db::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  // At most kRowsAtOnce rows of each kind, a transaction each. `readers`: the plugins that
  // hear events now; what one of them has not passed stays, however old. True: there may be
  // more.
  Result<bool> step(const std::vector<std::string>& readers);

  static constexpr std::int64_t kEventsKeptMs = std::int64_t{30} * 24 * 3600 * 1000;
  // Longer than a plugin may come back with the same key (mail.send) and than all attempts.
  static constexpr std::int64_t kMailsKeptMs = std::int64_t{90} * 24 * 3600 * 1000;
  static constexpr std::int64_t kRowsAtOnce = 500;

 private:
  Result<bool> prune_events(const std::vector<std::string>& readers);
  Result<bool> prune_mails();
  Status prune_permits();

  db::Database& database_;
  const Clock& clock_;
};

}  // namespace kontor::host
