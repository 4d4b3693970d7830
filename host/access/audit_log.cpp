#include "host/access/audit_log.hpp"

#include <set>

#include "base/core/bytes.hpp"
#include "base/db/values.hpp"
#include "host/access/audit_link.hpp"
#include "host/access/chain_heads.hpp"

namespace kontor::host {

namespace {

constexpr std::int64_t kVerifyPage = 2000;
constexpr std::size_t kSaltBytes = 16;
constexpr const char* kErasure = "audit.erase";

Error broken(std::int64_t sequence) {
  return Error{ErrorCode::untrusted,
               "the audit log is not intact at entry " + std::to_string(sequence),
               to_text(Json{{"code", "audit-broken"}, {"sequence", sequence}})};
}

// Numbers of the entries that an entry of an erasure names.
Status take_named(const AuditLink& link, std::set<std::int64_t>& named) {
  if (link.action != kErasure || link.erased) return ok();
  const Json detail = TRY(parse_json(link.detail));
  for (const Json& number : detail.value("entries", Json::array())) {
    if (number.is_number_integer()) named.insert(number.get<std::int64_t>());
  }
  return ok();
}

}  // namespace

Status AuditLog::append(db::Session& session, const AuditActor& actor,
                        const std::vector<AuditEntry>& entries) const {
  if (entries.empty()) return ok();
  ChainHeads& heads = ChainHeads::of(session);
  TRY(heads.look(session));
  auto [sequence, hash] = heads.audit();
  const TimeMs now_ms = clock_.now_ms();
  const std::string salts = SystemRandom().bytes(kSaltBytes * entries.size());
  std::vector<std::vector<db::Value>> rows;
  rows.reserve(entries.size());
  for (const AuditEntry& entry : entries) {
    Json detail = entry.detail;
    if (!actor.token.empty()) detail["token"] = actor.token;
    const std::string salt = hex_encode(salts.substr(rows.size() * kSaltBytes, kSaltBytes));
    AuditLink link{++sequence,   now_ms,          actor.kind,      actor.id, entry.action,
                   entry.entity, entry.record_id, to_text(detail), salt,     {}};
    link.commitment = link.make_commitment();
    hash = link.hash_after(hash);
    rows.push_back(db::values(link.sequence, link.at_ms, std::move(link.actor_kind),
                              std::move(link.actor), std::move(link.action), std::move(link.entity),
                              std::move(link.record_id), std::move(link.detail),
                              std::move(link.salt), std::move(link.commitment), hash));
  }
  return heads.add_entries(session, std::move(rows), {sequence, std::move(hash)});
}

Result<std::int64_t> AuditLog::erase(db::Session& session, const AuditActor& actor,
                                     const std::string& record_id) const {
  Json numbers = Json::array();
  TRY(db::endings(session).write(session));
  for (const db::Row& row : TRY(session.query(
           R"sql(SELECT sequence FROM audit_entry
                 WHERE record_id = $1 AND commitment <> '' AND erased = 0 ORDER BY sequence)sql",
           {record_id}))) {
    numbers.push_back(row.integer(0));
  }
  const auto count = static_cast<std::int64_t>(numbers.size());
  if (record_id.empty() || count == 0) return 0;
  TRY(session.execute(
      R"sql(UPDATE audit_entry SET salt = '', record_id = '', detail = '', erased = 1
            WHERE record_id = $1 AND commitment <> '')sql",
      {record_id}));
  TRY(append(session, actor, {{kErasure, "", "", {{"entries", std::move(numbers)}}}}));
  return count;
}

Result<AuditHead> AuditLog::inspect(db::Database& database) {
  return database.read([](db::Session& session) -> Result<AuditHead> {
    AuditHead found;
    std::set<std::int64_t> erased;
    std::set<std::int64_t> named;
    const std::string sql =
        std::string("SELECT ") + kAuditColumns +
        ", hash FROM audit_entry WHERE sequence > $1 ORDER BY sequence LIMIT $2";
    for (bool more = true; more;) {
      const auto rows = TRY(session.query(sql, {found.sequence, kVerifyPage}));
      more = !rows.empty();
      for (const db::Row& row : rows) {
        const AuditLink link = read_audit_link(row);
        found.hash = link.hash_after(found.hash);
        if (link.sequence != found.sequence + 1 || found.hash != row.text(kAuditColumnCount) ||
            !link.content_holds()) {
          return broken(found.sequence + 1);
        }
        found.sequence = link.sequence;
        if (link.erased) erased.insert(link.sequence);
        TRY(take_named(link, named));
      }
    }
    for (const std::int64_t sequence : erased) {
      if (!named.contains(sequence)) return broken(sequence);
    }
    found.erased = static_cast<std::int64_t>(erased.size());
    const auto head =
        TRY(session.query_row("SELECT sequence, hash FROM chain_head WHERE name = 'audit'"));
    if (!head || head->integer(0) != found.sequence || head->text(1) != found.hash) {
      return broken(found.sequence);
    }
    return found;
  });
}

Result<std::int64_t> AuditLog::verify(db::Database& database) {
  const AuditHead head = TRY(inspect(database));
  return head.sequence;
}

Result<Json> list_audit(db::Database& database, const AuditQuery& query) {
  std::string sql =
      std::string("SELECT ") + kAuditColumns + " FROM audit_entry WHERE sequence < $1";
  std::vector<db::Value> values{query.before.value_or(INT64_MAX)};
  const auto add = [&](const char* column, const std::string& value) {
    if (value.empty()) return;
    values.emplace_back(value);
    sql += std::string(" AND ") + column + " = $" + std::to_string(values.size());
  };
  add("actor", query.actor);
  add("record_id", query.record_id);
  add("action", query.action);
  values.emplace_back(std::int64_t{query.limit});
  sql += " ORDER BY sequence DESC LIMIT $" + std::to_string(values.size());
  return database.read([&](db::Session& session) -> Result<Json> {
    Json entries = Json::array();
    for (const db::Row& row : TRY(session.query(sql, values))) {
      const AuditLink link = read_audit_link(row);
      Json detail = Json::object();
      if (!link.detail.empty()) detail = TRY(parse_json(link.detail));
      entries.push_back({{"sequence", link.sequence},
                         {"at", to_rfc3339(link.at_ms)},
                         {"actor", {{"kind", link.actor_kind}, {"id", link.actor}}},
                         {"action", link.action},
                         {"entity", link.entity},
                         {"record", link.record_id},
                         {"detail", std::move(detail)},
                         {"erased", link.erased}});
    }
    return entries;
  });
}

}  // namespace kontor::host
