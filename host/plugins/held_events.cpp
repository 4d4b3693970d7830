#include "host/plugins/held_events.hpp"

#include <algorithm>
#include <optional>

#include "base/core/log.hpp"
#include "host/app/outbox.hpp"

namespace kontor::host {
namespace {

constexpr TimeMs kMsOfDay = TimeMs{24} * 3600 * 1000;

Result<std::optional<std::int64_t>> place_of(db::Session& session, const std::string& plugin) {
  const auto row =
      TRY(session.query_row("SELECT sequence FROM outbox_reader WHERE name = $1", {plugin}));
  if (!row) return std::optional<std::int64_t>();
  return std::optional(row->integer(0));
}

bool is_among(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

Status HeldEvents::let_go(const std::vector<Reader>& readers) {
  for (const Reader& reader : readers) TRY(let_go_of(reader));
  return ok();
}

// Walks from the reader's place to the first event that may still wait: one look when none is
// overdue.
Result<HeldEvents::Overdue> HeldEvents::overdue_of(db::Session& session,
                                                   const Reader& reader) const {
  Overdue overdue;
  const auto place = TRY(place_of(session, reader.plugin));
  if (!place) return overdue;
  const auto head = TRY(session.query_row("SELECT sequence FROM chain_head WHERE name = 'outbox'"));
  const std::int64_t too_far = (head ? head->integer(0) : 0) - limits_.count;
  const TimeMs too_old_ms = clock_.now_ms() - limits_.age_ms;
  std::int64_t after = *place;
  while (true) {
    const auto rows = TRY(session.query(R"sql(
        SELECT sequence, occurred_at_ms, name, origin FROM outbox_event WHERE sequence > $1
        ORDER BY sequence LIMIT $2)sql",
                                        {after, kRowsAtOnce}));
    for (const db::Row& row : rows) {
      if (row.integer(0) > too_far && row.integer(1) >= too_old_ms) return overdue;
      after = overdue.until = row.integer(0);
      overdue.until_ms = row.integer(1);
      if (is_among(reader.names, row.text(2)) && row.text(3) != reader.plugin) ++overdue.count;
    }
    if (rows.size() < static_cast<std::size_t>(kRowsAtOnce)) return overdue;
  }
}

Status HeldEvents::let_go_of(const Reader& reader) {
  const auto overdue =
      TRY(database_.read([&](db::Session& session) { return overdue_of(session, reader); }));
  if (overdue.until == 0) return ok();
  const std::string until = to_rfc3339(overdue.until_ms);
  const std::string reason = std::to_string(overdue.count) + " events up to " + until +
                             " were let go: it did not run for " +
                             std::to_string(limits_.age_ms / kMsOfDay) + " days, or more than " +
                             std::to_string(limits_.count) + " events came meanwhile";
  const auto write = [&](db::Session& session) -> Status {
    if (overdue.count > 0)
      TRY(gaps_.record(session,
                       {{.plugin = reader.plugin, .contribution = "events", .reason = reason}}));
    return Outbox::advance(session, reader.plugin, overdue.until);
  };
  TRY(database_.transaction(write));
  if (overdue.count > 0)
    log::warning("events for a plugin that does not run were let go",
                 {{"plugin", reader.plugin}, {"events", overdue.count}, {"until", until}});
  return ok();
}

Result<Json> HeldEvents::waiting(const Reader& reader) {
  Json shown = {{"count", 0}, {"oldest_at", nullptr}, {"let_go_at", nullptr}};
  if (reader.names.empty()) return shown;
  const auto look = [&](db::Session& session) -> Result<Json> {
    const auto place = TRY(place_of(session, reader.plugin));
    if (!place) return shown;
    std::vector<db::Value> values = {*place, reader.plugin};
    values.insert(values.end(), reader.names.begin(), reader.names.end());
    const std::string sql =
        "SELECT occurred_at_ms FROM outbox_event WHERE sequence > $1 AND origin <> $2 AND name "
        "IN " +
        db::placeholders(3, reader.names.size()) + " ORDER BY sequence LIMIT " +
        std::to_string(kCountedMax);
    const auto rows = TRY(session.query(sql, values));
    if (rows.empty()) return shown;
    const TimeMs oldest_ms = rows.front().integer(0);
    shown["count"] = rows.size();
    shown["oldest_at"] = to_rfc3339(oldest_ms);
    shown["let_go_at"] = to_rfc3339(oldest_ms + limits_.age_ms);
    return shown;
  };
  return database_.read(look);
}

}  // namespace kontor::host
