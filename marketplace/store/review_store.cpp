#include "marketplace/store/review_store.hpp"

namespace kontor::marketplace {
namespace {

std::vector<ReviewEvent> review_events_of(const std::vector<db::Row>& rows) {
  std::vector<ReviewEvent> events;
  events.reserve(rows.size());
  for (const db::Row& row : rows)
    events.push_back({.event_id = row.text(0),
                      .operation_id = row.text(1),
                      .at_ms = row.integer(2),
                      .actor = row.text(3),
                      .kind = row.text(4),
                      .detail = row.text(5)});
  return events;
}

}  // namespace

Status ReviewStore::add_event(const ReviewEvent& event) {
  TRY(session_.execute(
      R"sql(INSERT INTO review_event (event_id, operation_id, at_ms, actor, kind, detail)
            VALUES ($1, $2, $3, $4, $5, $6))sql",
      {event.event_id, event.operation_id, event.at_ms, event.actor, event.kind, event.detail}));
  return ok();
}

Result<std::vector<ReviewEvent>> ReviewStore::events(const std::string& operation_id) {
  return review_events_of(TRY(session_.query(
      R"sql(SELECT event_id, operation_id, at_ms, actor, kind, detail FROM review_event
            WHERE operation_id = $1 ORDER BY event_id LIMIT 1000)sql",
      {operation_id})));
}

Result<std::vector<ReviewEvent>> ReviewStore::all_events(const std::string& before_id) {
  return review_events_of(TRY(session_.query(
      R"sql(SELECT event_id, operation_id, at_ms, actor, kind, detail FROM review_event
            WHERE event_id < $1 ORDER BY event_id DESC LIMIT 200)sql",
      {before_id.empty() ? std::string("g") : before_id})));
}

Result<std::optional<Appeal>> ReviewStore::appeal(const std::string& operation_id) {
  const auto row = TRY(session_.query_row(
      R"sql(SELECT reasoning, appealed_at_ms, outcome, answer, answered_at_ms FROM appeal
            WHERE operation_id = $1)sql",
      {operation_id}));
  if (!row) return std::optional<Appeal>();
  return std::optional<Appeal>(Appeal{.text = row->text(0),
                                      .appealed_at_ms = row->integer(1),
                                      .outcome = row->text(2),
                                      .answer = row->text(3),
                                      .answered_at_ms = row->integer(4)});
}

Status ReviewStore::add_appeal(const std::string& operation_id, const Appeal& appeal) {
  const auto added = TRY(session_.execute(
      R"sql(INSERT INTO appeal (operation_id, reasoning, appealed_at_ms, outcome, answer,
                                answered_at_ms)
            VALUES ($1, $2, $3, '', '', 0) ON CONFLICT (operation_id) DO NOTHING)sql",
      {operation_id, appeal.text, appeal.appealed_at_ms}));
  if (added == 0) return Error{ErrorCode::conflict, "there was an appeal for this upload before"};
  return ok();
}

Status ReviewStore::answer_appeal(const std::string& operation_id, const Appeal& appeal) {
  const auto changed = TRY(session_.execute(
      R"sql(UPDATE appeal SET outcome = $1, answer = $2, answered_at_ms = $3
            WHERE operation_id = $4 AND outcome = '')sql",
      {appeal.outcome, appeal.answer, appeal.answered_at_ms, operation_id}));
  if (changed == 0)
    return Error{ErrorCode::conflict, "no appeal of this upload waits for an answer"};
  return ok();
}

Result<std::vector<std::string>> ReviewStore::open_appeals() {
  std::vector<std::string> ids;
  for (const db::Row& row : TRY(session_.query(
           R"sql(SELECT operation_id FROM appeal WHERE outcome = ''
                 ORDER BY appealed_at_ms, operation_id LIMIT 200)sql")))
    ids.push_back(row.text(0));
  return ids;
}

Status ReviewStore::put_attestation(const Attestation& attestation) {
  TRY(session_.execute(
      R"sql(INSERT INTO review_attestation (sha256, operation_id, envelope, attested_at_ms)
            VALUES ($1, $2, $3, $4)
            ON CONFLICT (sha256) DO UPDATE SET operation_id = excluded.operation_id,
              envelope = excluded.envelope, attested_at_ms = excluded.attested_at_ms)sql",
      {attestation.sha256, attestation.operation_id, attestation.envelope,
       attestation.attested_at_ms}));
  return ok();
}

Result<std::string> ReviewStore::attestation(const std::string& sha256) {
  const auto row = TRY(session_.query_row(
      R"sql(SELECT envelope FROM review_attestation WHERE sha256 = $1)sql", {sha256}));
  if (!row) return Error{ErrorCode::not_found, "no review of this package was attested"};
  return row->text(0);
}

}  // namespace kontor::marketplace
