#include "host/app/outbox.hpp"

#include <chrono>

#include "base/db/values.hpp"
#include "host/access/chain_heads.hpp"

namespace kontor::host {

EventCause cause_of(const Principal& principal) {
  if (principal.kind == PrincipalKind::plugin) return {principal.id, ""};
  if (principal.kind == PrincipalKind::system) return {};
  return {"", principal.id};
}

Status Outbox::append(db::Session& session, const std::vector<NewEvent>& events) {
  if (events.empty()) return ok();
  ChainHeads& heads = ChainHeads::of(session);
  TRY(heads.look(session));
  std::int64_t sequence = heads.outbox().sequence;
  const TimeMs now_ms = clock_.now_ms();
  std::vector<std::vector<db::Value>> rows;
  rows.reserve(events.size());
  for (const NewEvent& event : events) {
    rows.push_back(db::values(++sequence, ids_.next(), event.name, now_ms, to_text(event.payload),
                              event.origin, event.actor));
  }
  return heads.add_events(session, std::move(rows));
}

Status Outbox::emit(const NewEvent& event) {
  TRY(database_.transaction([&](db::Session& session) { return append(session, {event}); }));
  announce();
  return ok();
}

namespace {

const std::string kEventColumns =
    "SELECT sequence, id, name, occurred_at_ms, payload, origin, actor FROM outbox_event ";

Result<std::vector<OutboxEvent>> events_of(db::Session& session, const std::string& sql,
                                           const std::vector<db::Value>& values) {
  std::vector<OutboxEvent> events;
  for (const db::Row& row : TRY(session.query(sql, values))) {
    Json payload = TRY(parse_json(row.text(4)));
    events.push_back({row.integer(0), row.text(1), row.text(2), row.integer(3), std::move(payload),
                      row.text(5), row.text(6)});
  }
  return events;
}

}  // namespace

Result<std::vector<OutboxEvent>> Outbox::read_after(std::int64_t sequence, int limit,
                                                    const std::vector<std::string>& names) {
  std::string sql = kEventColumns + "WHERE sequence > $1";
  std::vector<db::Value> values{sequence};
  if (!names.empty()) {
    sql += " AND name IN " + db::placeholders(2, names.size());
    values.insert(values.end(), names.begin(), names.end());
  }
  values.emplace_back(std::int64_t{limit});
  sql += " ORDER BY sequence LIMIT $" + std::to_string(values.size());
  return database_.glance([&](db::Session& session) { return events_of(session, sql, values); });
}

Result<std::vector<OutboxEvent>> Outbox::newest_of(const Newest& wanted) {
  const std::string sql =
      kEventColumns +
      "WHERE sequence IN (SELECT max(sequence) FROM outbox_event WHERE sequence > $1 AND sequence "
      "<= $2 AND origin <> $3 AND name IN " +
      db::placeholders(4, wanted.names.size()) + " GROUP BY name) ORDER BY sequence";
  std::vector<db::Value> values{wanted.after, wanted.until, wanted.origin};
  values.insert(values.end(), wanted.names.begin(), wanted.names.end());
  return database_.glance([&](db::Session& session) { return events_of(session, sql, values); });
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
    TRY(begin_reading(session, reader));
    const auto row =
        TRY(session.query_row("SELECT sequence FROM outbox_reader WHERE name = $1", {reader}));
    return row->integer(0);
  });
}

Status Outbox::begin_reading(db::Session& session, const std::string& reader) {
  TRY(session.execute(R"sql(INSERT INTO outbox_reader (name, sequence)
                            SELECT $1, sequence FROM chain_head WHERE chain_head.name = 'outbox'
                            ON CONFLICT DO NOTHING)sql",
                      {reader}));
  return ok();
}

Result<std::optional<std::int64_t>> Outbox::find_cursor(const std::string& reader) {
  return database_.glance([&](db::Session& session) -> Result<std::optional<std::int64_t>> {
    const auto row =
        TRY(session.query_row("SELECT sequence FROM outbox_reader WHERE name = $1", {reader}));
    return row ? std::optional(row->integer(0)) : std::nullopt;
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
  return database_.transaction([&](db::Session& session) { return forget(session, reader); });
}

Status Outbox::forget(db::Session& session, const std::string& reader) {
  TRY(session.execute("DELETE FROM outbox_reader WHERE name = $1", {reader}));
  return ok();
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
