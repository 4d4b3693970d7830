#include "host/app/outbox.hpp"

#include <chrono>

namespace kontor::host {

namespace {
constexpr std::size_t kFew = 3;
}

EventCause cause_of(const Principal& principal) {
  if (principal.kind == PrincipalKind::plugin) return {principal.id, ""};
  if (principal.kind == PrincipalKind::system) return {};
  return {"", principal.id};
}

// A few are numbered by the database, so that nobody waits to hear the number.
Status Outbox::append_few(db::Session& session, const std::vector<NewEvent>& events) {
  const TimeMs now_ms = clock_.now_ms();
  for (const NewEvent& event : events) {
    TRY(session.later("UPDATE chain_head SET sequence = sequence + 1 WHERE name = 'outbox'"));
    TRY(session.later(
        R"sql(INSERT INTO outbox_event (sequence, id, name, occurred_at_ms, payload, origin, actor)
              SELECT sequence, CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS BIGINT),
                     CAST($4 AS TEXT), CAST($5 AS TEXT), CAST($6 AS TEXT)
              FROM chain_head WHERE chain_head.name = 'outbox')sql",
        {ids_.next(), event.name, now_ms, to_text(event.payload), event.origin, event.actor}));
  }
  return ok();
}

Result<std::int64_t> Outbox::take_numbers(db::Session& session, std::int64_t count,
                                          const std::optional<ChainHead>& head) {
  if (head) {
    TRY(session.later("UPDATE chain_head SET sequence = $1 WHERE name = 'outbox'",
                      {head->sequence + count}));
    return head->sequence;
  }
  const auto last = TRY(session.query_row(
      "UPDATE chain_head SET sequence = sequence + $1 WHERE name = 'outbox' RETURNING sequence",
      {count}));
  if (!last) return Error{ErrorCode::internal, "the outbox has no head"};
  return last->integer(0) - count;
}

Status Outbox::append(db::Session& session, const std::vector<NewEvent>& events,
                      const std::optional<ChainHead>& head) {
  if (events.empty()) return ok();
  if (events.size() <= kFew && !head) return append_few(session, events);
  std::int64_t sequence =
      TRY(take_numbers(session, static_cast<std::int64_t>(events.size()), head));
  const TimeMs now_ms = clock_.now_ms();
  std::vector<std::vector<db::Value>> rows;
  rows.reserve(events.size());
  for (const NewEvent& event : events) {
    rows.push_back({++sequence, ids_.next(), event.name, now_ms, to_text(event.payload),
                    event.origin, event.actor});
  }
  return session.insert_rows(
      "outbox_event", {"sequence", "id", "name", "occurred_at_ms", "payload", "origin", "actor"},
      rows);
}

Status Outbox::emit(const NewEvent& event) {
  TRY(database_.transaction([&](db::Session& session) { return append(session, {event}); }));
  announce();
  return ok();
}

Result<std::vector<OutboxEvent>> Outbox::read_after(std::int64_t sequence, int limit,
                                                    const std::vector<std::string>& names) {
  std::string sql =
      "SELECT sequence, id, name, occurred_at_ms, payload, origin, actor FROM outbox_event WHERE "
      "sequence > $1";
  std::vector<db::Value> values{sequence};
  if (!names.empty()) {
    sql += " AND name IN " + db::placeholders(2, names.size());
    values.insert(values.end(), names.begin(), names.end());
  }
  values.emplace_back(std::int64_t{limit});
  sql += " ORDER BY sequence LIMIT $" + std::to_string(values.size());
  return database_.glance([&](db::Session& session) -> Result<std::vector<OutboxEvent>> {
    std::vector<OutboxEvent> events;
    for (const db::Row& row : TRY(session.query(sql, values))) {
      Json payload = TRY(parse_json(row.text(4)));
      events.push_back({row.integer(0), row.text(1), row.text(2), row.integer(3),
                        std::move(payload), row.text(5), row.text(6)});
    }
    return events;
  });
}

Result<std::int64_t> Outbox::last_sequence() {
  return database_.glance([](db::Session& session) -> Result<std::int64_t> {
    const auto row =
        TRY(session.query_row("SELECT sequence FROM chain_head WHERE name = 'outbox'"));
    return row ? row->integer(0) : 0;
  });
}

Result<std::int64_t> Outbox::cursor(const std::string& reader) {
  return database_.transaction([&](db::Session& session) -> Result<std::int64_t> {
    TRY(session.execute(R"sql(INSERT INTO outbox_reader (name, sequence)
                              SELECT $1, sequence FROM chain_head WHERE chain_head.name = 'outbox'
                              ON CONFLICT DO NOTHING)sql",
                        {reader}));
    const auto row =
        TRY(session.query_row("SELECT sequence FROM outbox_reader WHERE name = $1", {reader}));
    return row->integer(0);
  });
}

Status Outbox::advance(const std::string& reader, std::int64_t sequence) {
  return database_.transaction(
      [&](db::Session& session) { return advance(session, reader, sequence); });
}

Status Outbox::advance(db::Session& session, const std::string& reader, std::int64_t sequence) {
  TRY(session.execute("UPDATE outbox_reader SET sequence = $1 WHERE name = $2 AND sequence < $3",
                      {sequence, reader, sequence}));
  return ok();
}

Status Outbox::forget(const std::string& reader) {
  return database_.transaction([&](db::Session& session) -> Status {
    TRY(session.execute("DELETE FROM outbox_reader WHERE name = $1", {reader}));
    return ok();
  });
}

void Outbox::announce() {
  {
    const std::lock_guard lock(mutex_);
    ++announced_;
  }
  changed_.notify_all();
}

std::uint64_t Outbox::wait(std::uint64_t seen, int wait_ms) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, std::chrono::milliseconds(wait_ms), [&] { return announced_ != seen; });
  return announced_;
}

}  // namespace kontor::host
