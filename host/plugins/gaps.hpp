#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/core/uuid.hpp"
#include "base/db/database.hpp"

namespace kontor::host {

// Something that went on without a plugin that should have seen it: a save past a hook that
// fails open, an event left behind.
struct Gap {
  std::string plugin;
  std::string contribution;  // "record.before_save person", "event deal.won"
  std::string record_entity = {};
  std::string record_id = {};
  std::string reason = {};  // Cut to kReasonBytesMax.
  TimeMs at_ms = 0;         // Written by record().
};

// Keeps the gaps of all plugins until they are forgotten. Any thread.
class Gaps {
 public:
  Gaps(db::Database& database, const Clock& clock, IdSource& ids)
      : database_(database), clock_(clock), ids_(ids) {}

  // Inside the caller's transaction: true if and only if what went on is.
  Status record(db::Session& session, const std::vector<Gap>& gaps);
  Status record(const Gap& gap);  // In a transaction of its own.

  // Newest first; `before` is the `next` of the page before, or empty.
  struct Page {
    std::vector<Gap> gaps;
    std::string next;  // Empty: that was the last page.
  };
  Result<Page> list(const std::string& plugin, const std::string& before = {},
                    int limit = kPageMax);
  Result<std::int64_t> count(const std::string& plugin);
  Status forget(const std::string& plugin);

  static constexpr int kPageMax = 100;
  static constexpr std::size_t kReasonBytesMax = 500;

 private:
  db::Database& database_;
  const Clock& clock_;
  IdSource& ids_;
};

// {"contribution","record":{"entity","id"} or null,"at","reason"}
Json to_json(const Gap& gap);

}  // namespace kontor::host
