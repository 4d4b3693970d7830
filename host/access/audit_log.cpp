#include "host/access/audit_log.hpp"

#include "base/crypto/hash.hpp"

namespace kontor::host {

namespace {

constexpr std::int64_t kVerifyPage = 2000;

struct Link {
  std::int64_t sequence;
  std::int64_t at_ms;
  std::string actor_kind;
  std::string actor;
  std::string action;
  std::string entity;
  std::string record_id;
  std::string detail;
};

// Lengths in front keep two different entries from having one text.
std::string hash_of(const Link& link, const std::string& before) {
  std::string text = std::to_string(link.sequence) + ' ' + std::to_string(link.at_ms);
  for (const std::string* part : {&before, &link.actor_kind, &link.actor, &link.action,
                                  &link.entity, &link.record_id, &link.detail}) {
    text += '\n' + std::to_string(part->size()) + ' ' + *part;
  }
  return crypto::sha256_hex(text);
}

Error broken(std::int64_t sequence) {
  return Error{ErrorCode::untrusted,
               "the audit log is not intact at entry " + std::to_string(sequence)};
}

}  // namespace

Status AuditLog::append(db::Session& session, const AuditActor& actor,
                        const std::vector<AuditEntry>& entries) const {
  if (entries.empty()) return ok();
  const auto count = static_cast<std::int64_t>(entries.size());
  const auto head = TRY(session.query_row(
      R"sql(UPDATE chain_head SET sequence = sequence + $1 WHERE name = 'audit'
            RETURNING sequence, hash)sql",
      {count}));
  if (!head) return Error{ErrorCode::internal, "the audit log has no head"};
  std::int64_t sequence = head->integer(0) - count;
  std::string hash = head->text(1);
  const TimeMs now_ms = clock_.now_ms();
  std::vector<std::vector<db::Value>> rows;
  rows.reserve(entries.size());
  for (const AuditEntry& entry : entries) {
    const Link link{++sequence,   now_ms,       actor.kind,      actor.id,
                    entry.action, entry.entity, entry.record_id, to_text(entry.detail)};
    hash = hash_of(link, hash);
    rows.push_back({link.sequence, link.at_ms, link.actor_kind, link.actor, link.action,
                    link.entity, link.record_id, link.detail, hash});
  }
  TRY(session.insert_rows("audit_entry",
                          {"sequence", "at_ms", "actor_kind", "actor", "action", "entity",
                           "record_id", "detail", "hash"},
                          rows));
  TRY(session.execute("UPDATE chain_head SET hash = $1 WHERE name = 'audit'", {hash}));
  return ok();
}

Result<std::int64_t> AuditLog::verify(db::Database& database) {
  return database.read([](db::Session& session) -> Result<std::int64_t> {
    std::int64_t sequence = 0;
    std::string hash;
    for (bool more = true; more;) {
      const auto rows = TRY(session.query(
          R"sql(SELECT sequence, at_ms, actor_kind, actor, action, entity, record_id, detail, hash
                FROM audit_entry WHERE sequence > $1 ORDER BY sequence LIMIT $2)sql",
          {sequence, kVerifyPage}));
      more = !rows.empty();
      for (const db::Row& row : rows) {
        const Link link{row.integer(0), row.integer(1), row.text(2), row.text(3),
                        row.text(4),    row.text(5),    row.text(6), row.text(7)};
        hash = hash_of(link, hash);
        if (link.sequence != sequence + 1 || hash != row.text(8)) return broken(sequence + 1);
        sequence = link.sequence;
      }
    }
    const auto head =
        TRY(session.query_row("SELECT sequence, hash FROM chain_head WHERE name = 'audit'"));
    if (!head || head->integer(0) != sequence || head->text(1) != hash) return broken(sequence);
    return sequence;
  });
}

}  // namespace kontor::host
