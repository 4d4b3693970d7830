#include "host/gdpr/erasure_store.hpp"

namespace kontor::host {

namespace {

constexpr const char* kErasureColumns =
    "id, person_id, state, reason, asked_by, asked_at_ms, finished_at_ms, next_at_ms, attempts, "
    "holds, plugins, receipt";

Result<Erasure> erasure_of(const db::Row& row) {
  Erasure erasure;
  erasure.id = row.text(0);
  erasure.person = row.text(1);
  erasure.state = row.text(2);
  erasure.reason = row.text(3);
  erasure.asked_by = row.text(4);
  erasure.asked_at_ms = row.integer(5);
  erasure.finished_at_ms = row.integer(6);
  erasure.next_at_ms = row.integer(7);
  erasure.attempts = row.integer(8);
  erasure.holds = TRY(parse_json(row.text(9)));
  erasure.plugins = TRY(parse_json(row.text(10)));
  if (!row.text(11).empty()) erasure.receipt = TRY(parse_json(row.text(11)));
  return erasure;
}

Result<std::optional<Erasure>> one_erasure(db::Session& session, const std::string& where,
                                           const std::string& value) {
  const auto row = TRY(session.query_row(
      std::string("SELECT ") + kErasureColumns + " FROM erasure WHERE " + where, {value}));
  if (!row) return std::optional<Erasure>();
  return std::optional<Erasure>(TRY(erasure_of(*row)));
}

Json moment_json(TimeMs time_ms) { return time_ms == 0 ? Json() : Json(to_rfc3339(time_ms)); }

}  // namespace

Json Erasure::to_json() const {
  return {{"id", id},
          {"person", person},
          {"state", state},
          {"reason", reason},
          {"asked_by", asked_by},
          {"asked_at", to_rfc3339(asked_at_ms)},
          {"finished_at", moment_json(finished_at_ms)},
          {"next_try_at", open() ? moment_json(next_at_ms) : Json()},
          {"holds", holds},
          {"plugins", plugins},
          {"complete", state == "done"},
          {"receipt", receipt}};
}

Status ErasureStore::insert(db::Session& session, const Erasure& erasure) {
  return session.insert_rows(
      "erasure", {"id", "person_id", "state", "reason", "asked_by", "asked_at_ms", "next_at_ms"},
      {{erasure.id, erasure.person, erasure.state, erasure.reason, erasure.asked_by,
        erasure.asked_at_ms, erasure.next_at_ms}});
}

Status ErasureStore::save(db::Session& session, const Erasure& erasure) {
  const db::Value finished =
      erasure.finished_at_ms == 0 ? db::Value() : db::Value(erasure.finished_at_ms);
  TRY(session.execute(
      R"sql(UPDATE erasure SET state = $1, finished_at_ms = $2, next_at_ms = $3,
                              attempts = $4, holds = $5, plugins = $6, receipt = $7
                            WHERE id = $8)sql",
      {erasure.state, finished, erasure.next_at_ms, erasure.attempts, to_text(erasure.holds),
       to_text(erasure.plugins),
       erasure.receipt.is_null() ? std::string() : to_text(erasure.receipt), erasure.id}));
  return ok();
}

Result<std::optional<Erasure>> ErasureStore::find(db::Session& session, const std::string& id) {
  return one_erasure(session, "id = $1", id);
}

Result<std::optional<Erasure>> ErasureStore::find_open(db::Session& session,
                                                       const std::string& person) {
  return one_erasure(session, "person_id = $1 AND state IN ('asked', 'held', 'committing')",
                     person);
}

Result<std::vector<Erasure>> ErasureStore::list(db::Session& session, const std::string& before,
                                                int limit) {
  std::vector<Erasure> found;
  const std::string after = before.empty() ? std::string("~") : before;
  const auto rows = TRY(session.query(std::string("SELECT ") + kErasureColumns +
                                          " FROM erasure WHERE id < $1 ORDER BY id DESC LIMIT $2",
                                      {after, std::int64_t{limit}}));
  found.reserve(rows.size());
  for (const db::Row& row : rows) found.push_back(TRY(erasure_of(row)));
  return found;
}

Result<std::vector<std::string>> ErasureStore::due(db::Session& session, TimeMs now_ms, int limit) {
  std::vector<std::string> ids;
  for (const db::Row& row : TRY(session.query(
           R"sql(SELECT id FROM erasure WHERE state IN ('asked', 'held', 'committing')
                 AND next_at_ms <= $1 ORDER BY next_at_ms LIMIT $2)sql",
           {now_ms, std::int64_t{limit}}))) {
    ids.push_back(row.text(0));
  }
  return ids;
}

Json ErasureStore::Hold::to_json() const {
  return {{"id", id},         {"person", person},
          {"reason", reason}, {"until", until_ms ? Json(to_rfc3339(*until_ms)) : Json()},
          {"set_by", set_by}, {"set_at", to_rfc3339(set_at_ms)}};
}

Status ErasureStore::add_hold(db::Session& session, const Hold& hold) {
  return session.insert_rows(
      "person_hold", {"id", "person_id", "reason", "until_ms", "set_by", "set_at_ms"},
      {{hold.id, hold.person, hold.reason, hold.until_ms ? db::Value(*hold.until_ms) : db::Value(),
        hold.set_by, hold.set_at_ms}});
}

Result<bool> ErasureStore::lift_hold(db::Session& session, const std::string& id, TimeMs now_ms) {
  return TRY(session.execute(
             "UPDATE person_hold SET lifted_at_ms = $1 WHERE id = $2 AND lifted_at_ms IS NULL",
             {now_ms, id})) == 1;
}

Result<std::vector<ErasureStore::Hold>> ErasureStore::holds(db::Session& session,
                                                            const std::string& person,
                                                            TimeMs now_ms) {
  std::vector<Hold> found;
  for (const db::Row& row : TRY(session.query(
           R"sql(SELECT id, person_id, reason, until_ms, set_by, set_at_ms FROM person_hold
                 WHERE lifted_at_ms IS NULL AND (until_ms IS NULL OR until_ms > $1)
                   AND (person_id = $2 OR $2 = '') ORDER BY id)sql",
           {now_ms, person}))) {
    Hold hold{row.text(0), row.text(1), row.text(2)};
    if (!row.is_null(3)) hold.until_ms = row.integer(3);
    hold.set_by = row.text(4);
    hold.set_at_ms = row.integer(5);
    found.push_back(std::move(hold));
  }
  return found;
}

Status ErasureStore::add_debt(db::Session& session, const Debt& debt, TimeMs now_ms) {
  return session.insert_rows("erasure_debt", {"plugin_id", "person_id", "since_ms"},
                             {{debt.plugin, debt.person, now_ms}}, "ON CONFLICT DO NOTHING");
}

Status ErasureStore::pay_debt(db::Session& session, const Debt& debt) {
  TRY(session.execute("DELETE FROM erasure_debt WHERE plugin_id = $1 AND person_id = $2",
                      {debt.plugin, debt.person}));
  return ok();
}

Result<std::vector<ErasureStore::Debt>> ErasureStore::debts(db::Session& session, int limit) {
  std::vector<Debt> found;
  for (const db::Row& row :
       TRY(session.query("SELECT plugin_id, person_id FROM erasure_debt ORDER BY since_ms LIMIT $1",
                         {std::int64_t{limit}}))) {
    found.push_back({row.text(0), row.text(1)});
  }
  return found;
}

}  // namespace kontor::host
