#include "host/plugins/pruning.hpp"

#include <algorithm>
#include <limits>

namespace kontor::host {
namespace {

// The newest event that all of them have passed.
Result<std::int64_t> passed_by_all(db::Session& session, const std::vector<std::string>& readers) {
  std::int64_t passed = std::numeric_limits<std::int64_t>::max();
  const auto rows = TRY(session.query("SELECT name, sequence FROM outbox_reader"));
  for (const db::Row& row : rows)
    if (std::ranges::find(readers, row.text(0)) != readers.end())
      passed = std::min(passed, row.integer(1));
  return passed;
}

}  // namespace

Result<bool> Pruning::step(const std::vector<std::string>& readers) {
  const bool events = TRY(prune_events(readers));
  const bool mails = TRY(prune_mails());
  TRY(prune_permits());
  return events || mails;
}

// Looks at the oldest rows only, so that a look costs the same whatever is kept; they are in
// order of commit, which is the order of time but for moments.
Result<bool> Pruning::prune_events(const std::vector<std::string>& readers) {
  const TimeMs before_ms = clock_.now_ms() - kEventsKeptMs;
  const auto oldest = [&](db::Session& session) -> Result<std::vector<std::int64_t>> {
    const std::int64_t passed = TRY(passed_by_all(session, readers));
    const auto rows = TRY(session.query(R"sql(
        SELECT sequence, occurred_at_ms FROM outbox_event WHERE sequence <= $1
        ORDER BY sequence LIMIT $2)sql",
                                        {passed, std::int64_t{kRowsAtOnce}}));
    std::vector<std::int64_t> old;
    old.reserve(rows.size());
    for (const db::Row& row : rows) {
      if (row.integer(1) >= before_ms) break;
      old.push_back(row.integer(0));
    }
    return old;
  };
  const auto old = TRY(database_.read(oldest));
  if (old.empty()) return false;
  const auto remove = [&](db::Session& session) -> Status {
    TRY(session.execute("DELETE FROM outbox_event WHERE sequence <= $1", {old.back()}));
    return ok();
  };
  TRY(database_.transaction(remove));
  return static_cast<std::int64_t>(old.size()) == kRowsAtOnce;
}

// A mail on its way has no age: only "sent" and "failed" are ends.
Result<bool> Pruning::prune_mails() {
  const auto ended = [&](db::Session& session) -> Result<std::vector<std::string>> {
    const auto rows =
        TRY(session.query(R"sql(
        SELECT id FROM plugin_mail WHERE state IN ('sent', 'failed') AND next_at_ms < $1
        LIMIT $2)sql",
                          {clock_.now_ms() - kMailsKeptMs, std::int64_t{kRowsAtOnce}}));
    std::vector<std::string> ids;
    ids.reserve(rows.size());
    for (const db::Row& row : rows) ids.push_back(row.text(0));
    return ids;
  };
  const auto ids = TRY(database_.read(ended));
  if (ids.empty()) return false;
  const auto remove = [&](db::Session& session) -> Status {
    for (const std::string& id : ids)
      TRY(session.execute("DELETE FROM plugin_mail WHERE id = $1 AND state <> 'waiting'", {id}));
    return ok();
  };
  TRY(database_.transaction(remove));
  return static_cast<std::int64_t>(ids.size()) == kRowsAtOnce;
}

// An address released for a message nobody sent.
Status Pruning::prune_permits() {
  const TimeMs now = clock_.now_ms();
  const auto expired = TRY(database_.read([&](db::Session& session) {
    return session.query("SELECT id FROM message_permit WHERE expires_at_ms < $1 LIMIT 1", {now});
  }));
  if (expired.empty()) return ok();
  return database_.transaction([&](db::Session& session) -> Status {
    TRY(session.execute("DELETE FROM message_permit WHERE expires_at_ms < $1", {now}));
    return ok();
  });
}

}  // namespace kontor::host
