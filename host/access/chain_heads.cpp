#include "host/access/chain_heads.hpp"

#include <iterator>
#include <utility>

namespace kontor::host {

namespace {

constexpr const char* kHeads =
    "SELECT name, sequence, hash FROM chain_head WHERE name IN ('audit', 'outbox') ORDER BY name";

const std::vector<std::string> kAuditRow = {"sequence", "at_ms",      "actor_kind", "actor",
                                            "action",   "entity",     "record_id",  "detail",
                                            "salt",     "commitment", "hash"};
const std::vector<std::string> kEventRow = {"sequence", "id",     "name", "occurred_at_ms",
                                            "payload",  "origin", "actor"};

// So many are written at once: the database has something to do while the rest is made.
constexpr std::size_t kMany = 100;

}  // namespace

Status ChainHeads::look(db::Session& session) {
  if (now_.is_known) return ok();
  const auto rows = TRY(session.query(kHeads));
  if (rows.size() != 2)
    return Error{ErrorCode::internal, "the audit log or the outbox has no head"};
  now_.audit = {rows[0].integer(1), rows[0].text(2)};
  now_.outbox = {rows[1].integer(1), rows[1].text(2)};
  now_.is_known = true;
  return ok();
}

void ChainHeads::foresee(db::Session& session) const {
  if (!now_.is_known) session.foresee(kHeads);
}

Status ChainHeads::add_entries(db::Session& session, Rows rows, ChainHead head) {
  now_.audit = std::move(head);
  return add(session, entries_, std::move(rows));
}

Status ChainHeads::add_events(db::Session& session, Rows rows) {
  now_.outbox.sequence += static_cast<std::int64_t>(rows.size());
  return add(session, events_, std::move(rows));
}

Status ChainHeads::add(db::Session& session, Rows& to, Rows rows) {
  std::move(rows.begin(), rows.end(), std::back_inserter(to));
  now_.entries = entries_.size();
  now_.events = events_.size();
  return rows.size() < kMany ? ok() : db::endings(session).write(session);
}

void ChainHeads::forget() {
  now_ = kept_;
  entries_.resize(std::min(entries_.size(), now_.entries));
  events_.resize(std::min(events_.size(), now_.events));
}

// The heads first: PostgreSQL lets who meets another program there run again, but calls an entry
// with the same number a conflict.
Status ChainHeads::write(db::Session& session) {
  if (entries_.empty() && events_.empty()) return ok();
  TRY(session.later(R"sql(UPDATE chain_head
                          SET sequence = CASE name WHEN 'audit' THEN CAST($1 AS BIGINT)
                                                   ELSE CAST($2 AS BIGINT) END,
                              hash = CASE name WHEN 'audit' THEN CAST($3 AS TEXT) ELSE hash END
                          WHERE name IN ('audit', 'outbox'))sql",
                    {now_.audit.sequence, now_.outbox.sequence, now_.audit.hash}));
  TRY(session.insert_rows("audit_entry", kAuditRow, std::exchange(entries_, {})));
  TRY(session.insert_rows("outbox_event", kEventRow, std::exchange(events_, {})));
  now_.entries = now_.events = 0;
  return ok();
}

}  // namespace kontor::host
