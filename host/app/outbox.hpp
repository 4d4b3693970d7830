#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/core/uuid.hpp"
#include "base/db/database.hpp"
#include "host/access/principal.hpp"

namespace kontor::host {

struct OutboxEvent {
  std::int64_t sequence = 0;  // Order of commit; starts at 1.
  std::string id;
  std::string name;  // "person.created", "deal.won", "call.ended" …
  TimeMs occurred_at_ms = 0;
  Json payload;        // {"entity","id","version","changed":[field names]} for records.
  std::string origin;  // Id of the plugin that caused it; empty otherwise.
  std::string actor;   // Id of the user who caused it; empty otherwise.
};

// Whose doing an event is: at most one of the two.
struct EventCause {
  std::string origin;
  std::string actor;
};
EventCause cause_of(const Principal& principal);

// Events that became true together with the records they speak of. Readers keep their own
// cursor (see cursor/advance) and see every event at least once, in order of commit.
// Any thread.
class Outbox {
 public:
  Outbox(db::Database& database, const Clock& clock, IdSource& ids)
      : database_(database), clock_(clock), ids_(ids) {}

  struct NewEvent {
    std::string name;
    Json payload;
    std::string origin = {};
    std::string actor = {};
  };
  // Inside the caller's transaction, and written at its end (chain_heads.hpp). Call announce()
  // after its commit.
  Status append(db::Session& session, const std::vector<NewEvent>& events);
  // The same in a transaction of its own, announced.
  Status emit(const NewEvent& event);

  // Events after `sequence`, oldest first; only those named when `names` is not empty.
  Result<std::vector<OutboxEvent>> read_after(std::int64_t sequence, int limit,
                                              const std::vector<std::string>& names = {});
  // Of each of these names the newest event of (after, until] that `origin` did not cause itself,
  // oldest first.
  struct Newest {
    const std::vector<std::string>& names;  // At least one.
    const std::string& origin;
    std::int64_t after = 0;
    std::int64_t until = 0;
  };
  Result<std::vector<OutboxEvent>> newest_of(const Newest& wanted);
  // Sequence of the newest event, 0 if there is none.
  Result<std::int64_t> last_sequence();

  // A reader's durable cursor, by its name (a plugin id). A new reader starts at the end.
  Result<std::int64_t> cursor(const std::string& reader);
  // The same inside the caller's transaction; what commits with it may be before or behind it.
  static Status begin_reading(db::Session& session, const std::string& reader);
  // Where a reader is that may not be there.
  Result<std::optional<std::int64_t>> find_cursor(const std::string& reader);
  Status advance(const std::string& reader, std::int64_t sequence);
  // The same inside the caller's transaction, with what else that step of the reader means.
  static Status advance(db::Session& session, const std::string& reader, std::int64_t sequence);
  Status forget(const std::string& reader);
  static Status forget(db::Session& session, const std::string& reader);

  // Wakes wait(); the write pipeline calls it after each commit with events.
  void announce();
  // Returns when something was announced since `seen`, or after `wait_ms`; gives the new mark.
  std::uint64_t wait(std::uint64_t seen, int wait_ms);

 private:
  db::Database& database_;
  const Clock& clock_;
  IdSource& ids_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t announced_ = 0;
};

}  // namespace kontor::host
