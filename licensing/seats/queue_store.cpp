#include "licensing/seats/queue_store.hpp"

#include "base/core/bytes.hpp"

namespace kontor::licensing {

Status QueueStore::count(std::string_view license_id, std::int64_t change) {
  TRY(session_.execute("UPDATE seat_pool SET waiting = waiting + $1 WHERE license_id = $2",
                       {change, std::string(license_id)}));
  return ok();
}

Result<std::optional<QueueStore::Owner>> QueueStore::owner(std::string_view license_id,
                                                           std::string_view session) {
  const auto row = TRY(session_.query_row(
      "SELECT subject, device_key FROM seat_waiting WHERE license_id = $1 AND session = $2",
      {std::string(license_id), std::string(session)}));
  if (!row) return std::optional<Owner>();
  std::string device_key = TRY(hex_decode(row->text(1)));
  return std::optional<Owner>(Owner{.subject = row->text(0), .device_key = std::move(device_key)});
}

Result<std::optional<QueueStore::Place>> QueueStore::ask_again(std::string_view license_id,
                                                               std::string_view session) {
  const auto row = TRY(session_.query_row(R"sql(
      UPDATE seat_waiting SET beat = beat + 1 WHERE license_id = $1 AND session = $2
      RETURNING ticket, beat)sql",
                                          {std::string(license_id), std::string(session)}));
  if (!row) return std::optional<Place>();
  Place place{.ticket = row->integer(0), .beat = row->integer(1)};
  const auto before = TRY(
      session_.query_row("SELECT count(*) FROM seat_waiting WHERE license_id = $1 AND ticket < $2",
                         {std::string(license_id), place.ticket}));
  place.ahead = before->integer(0);
  return std::optional<Place>(place);
}

Result<std::optional<QueueStore::Place>> QueueStore::join(std::string_view license_id,
                                                          std::string_view session,
                                                          const Owner& owner, std::int64_t most,
                                                          TimeMs now_ms) {
  const auto row = TRY(session_.query_row(R"sql(
      UPDATE seat_pool SET waiting = waiting + 1, tickets = tickets + 1
      WHERE license_id = $1 AND waiting < $2 RETURNING tickets, waiting)sql",
                                          {std::string(license_id), most}));
  if (!row) return std::optional<Place>();
  TRY(session_.execute(R"sql(
      INSERT INTO seat_waiting (license_id, session, subject, device_key, ticket, beat, since_ms)
      VALUES ($1, $2, $3, $4, $5, 1, $6))sql",
                       {std::string(license_id), std::string(session), owner.subject,
                        hex_encode(owner.device_key), row->integer(0), now_ms}));
  return std::optional<Place>(
      Place{.ticket = row->integer(0), .beat = 1, .ahead = row->integer(1) - 1});
}

Result<std::int64_t> QueueStore::length(std::string_view license_id) {
  const auto row = TRY(session_.query_row("SELECT waiting FROM seat_pool WHERE license_id = $1",
                                          {std::string(license_id)}));
  return row ? row->integer(0) : 0;
}

Result<bool> QueueStore::leave(std::string_view license_id, std::string_view session) {
  const std::int64_t left =
      TRY(session_.execute("DELETE FROM seat_waiting WHERE license_id = $1 AND session = $2",
                           {std::string(license_id), std::string(session)}));
  if (left > 0) TRY(count(license_id, -left));
  return left > 0;
}

Result<bool> QueueStore::leave_at(std::string_view license_id, std::string_view session,
                                  const Place& place) {
  const std::int64_t left = TRY(session_.execute(
      R"sql(
      DELETE FROM seat_waiting
      WHERE license_id = $1 AND session = $2 AND ticket = $3 AND beat = $4)sql",
      {std::string(license_id), std::string(session), place.ticket, place.beat}));
  if (left > 0) TRY(count(license_id, -left));
  return left > 0;
}

Result<std::vector<QueueStore::Row>> QueueStore::rows(std::string_view license_id) {
  const auto found = TRY(session_.query(R"sql(
      SELECT license_id, session, subject, ticket, beat, since_ms FROM seat_waiting
      WHERE license_id = $1 OR $1 = '' ORDER BY license_id, ticket)sql",
                                        {std::string(license_id)}));
  std::vector<Row> rows;
  rows.reserve(found.size());
  for (const db::Row& row : found) {
    rows.push_back({.license_id = row.text(0),
                    .session = row.text(1),
                    .subject = row.text(2),
                    .place = {.ticket = row.integer(3), .beat = row.integer(4)},
                    .since_ms = row.integer(5)});
  }
  return rows;
}

}  // namespace kontor::licensing
