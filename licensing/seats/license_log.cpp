#include "licensing/seats/license_log.hpp"

#include "base/core/bytes.hpp"
#include "base/core/json.hpp"
#include "base/crypto/hash.hpp"
#include "base/db/values.hpp"

namespace kontor::licensing {

namespace {

constexpr std::size_t kHashBytes = 32;

// "5:hello,": a text cannot run into its neighbour, whatever it holds.
void add_part(std::string& text, std::string_view part) {
  text += std::to_string(part.size());
  text += ':';
  text += part;
  text += ',';
}

Result<LogAnchor> head_of(db::Session& session, std::int64_t chain) {
  const auto row =
      TRY(session.query_row("SELECT number, hash FROM seat_log_head WHERE chain = $1", {chain}));
  if (!row) return Error{ErrorCode::internal, "the licence log's chain was not opened"};
  return LogAnchor{.chain = chain, .number = row->integer(0), .hash = row->text(1)};
}

std::string chained_on(const LogAnchor& end) {
  Json detail = {{"chain", end.chain}, {"number", end.number}, {"hash", end.hash}};
  return to_text(Json{{"continues", std::move(detail)}});
}

Status insert_entry(db::Session& session, LoggedEntry logged) {
  LogEntry& entry = logged.entry;
  TRY(session.execute(
      R"sql(
      INSERT INTO seat_log (chain, number, at_ms, kind, license_id, lease_id, subject, feature,
        moved, count, detail, hash)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12))sql",
      db::values(logged.chain, logged.number, entry.at_ms, std::move(logged.kind),
                 std::move(entry.license_id), std::move(entry.lease_id), std::move(entry.subject),
                 std::move(entry.feature), logged.moved, entry.count, std::move(entry.detail),
                 std::move(logged.hash))));
  return ok();
}

// Writes the entries behind `head` and moves it to the last of them.
Status insert_after(db::Session& session, LogAnchor& head, std::vector<LogEntry> entries) {
  std::string hash = head.hash.empty() ? std::string(kHashBytes, '\0') : TRY(hex_decode(head.hash));
  for (LogEntry& entry : entries) {
    const LogKind kind = entry.kind;
    LoggedEntry logged{.chain = head.chain,
                       .number = ++head.number,
                       .kind = std::string(name_of(kind)),
                       .moved = seats_moved(kind),
                       .entry = std::move(entry),
                       .hash = {}};
    hash = log_hash(hash, logged);
    logged.hash = hex_encode(hash);
    TRY(insert_entry(session, std::move(logged)));
  }
  head.hash = hex_encode(hash);
  return ok();
}

}  // namespace

std::string log_hash(std::string_view hash_before_raw, const LoggedEntry& logged) {
  const LogEntry& entry = logged.entry;
  std::string text(hash_before_raw);
  text.reserve(kHashBytes + 256 + entry.detail.size());
  add_part(text, std::to_string(logged.chain));
  add_part(text, std::to_string(logged.number));
  add_part(text, std::to_string(entry.at_ms));
  add_part(text, logged.kind);
  add_part(text, entry.license_id);
  add_part(text, entry.lease_id);
  add_part(text, entry.subject);
  add_part(text, entry.feature);
  add_part(text, std::to_string(logged.moved));
  add_part(text, std::to_string(entry.count));
  add_part(text, entry.detail);
  return crypto::sha256(text);
}

std::string log_seal_key(const crypto::SigningKey& authority_key) {
  return crypto::hmac_sha256("kontor-license-log/1", authority_key.pem());
}

std::string log_seal(std::string_view seal_key, const LogAnchor& head) {
  std::string text = "kontor-license-log-head/1";
  add_part(text, std::to_string(head.chain));
  add_part(text, std::to_string(head.number));
  add_part(text, head.hash);
  return hex_encode(crypto::hmac_sha256(seal_key, text));
}

Status LicenseLog::open(db::Session& session, TimeMs now_ms) {
  const auto newest = TRY(session.query_row(
      "SELECT chain, number, hash FROM seat_log_head ORDER BY chain DESC LIMIT 1"));
  LogEntry first{.kind = LogKind::opened, .at_ms = now_ms};
  if (newest) {
    first.detail = chained_on(
        {.chain = newest->integer(0), .number = newest->integer(1), .hash = newest->text(2)});
  }
  LogAnchor head{.chain = chain_, .number = 0, .hash = {}};
  TRY(insert_after(session, head, {first}));
  TRY(session.execute("INSERT INTO seat_log_head (chain, number, hash, seal) VALUES ($1,$2,$3,$4)",
                      {chain_, head.number, head.hash, log_seal(seal_key_, head)}));
  return ok();
}

Status LicenseLog::append(db::Session& session, std::vector<LogEntry> entries) {
  if (entries.empty()) return ok();
  LogAnchor head = TRY(head_of(session, chain_));
  TRY(insert_after(session, head, std::move(entries)));
  TRY(session.execute("UPDATE seat_log_head SET number = $1, hash = $2, seal = $3 WHERE chain = $4",
                      {head.number, head.hash, log_seal(seal_key_, head), chain_}));
  return ok();
}

Result<std::vector<LogAnchor>> log_anchors(db::Session& session) {
  const auto rows = TRY(session.query("SELECT chain, number, hash FROM seat_log_head ORDER BY 1"));
  std::vector<LogAnchor> anchors;
  anchors.reserve(rows.size());
  for (const db::Row& row : rows) {
    anchors.push_back({.chain = row.integer(0), .number = row.integer(1), .hash = row.text(2)});
  }
  return anchors;
}

Result<std::vector<LoggedEntry>> read_log(db::Session& session, std::int64_t chain,
                                          std::int64_t after_number, std::int64_t most) {
  const auto rows = TRY(session.query(R"sql(
      SELECT number, at_ms, kind, license_id, lease_id, subject, feature, moved, count, detail, hash
      FROM seat_log WHERE chain = $1 AND number > $2 ORDER BY number LIMIT $3)sql",
                                      {chain, after_number, most}));
  std::vector<LoggedEntry> entries;
  entries.reserve(rows.size());
  for (const db::Row& row : rows) {
    entries.push_back({.chain = chain,
                       .number = row.integer(0),
                       .kind = row.text(2),
                       .moved = row.integer(7),
                       .entry = {.at_ms = row.integer(1),
                                 .license_id = row.text(3),
                                 .lease_id = row.text(4),
                                 .subject = row.text(5),
                                 .feature = row.text(6),
                                 .detail = row.text(9),
                                 .count = row.integer(8)},
                       .hash = row.text(10)});
  }
  return entries;
}

}  // namespace kontor::licensing
