#include "base/crypto/hash.hpp"
#include "base/crypto/seal.hpp"
#include "host/access/accounts.hpp"
#include "host/access/audit_log.hpp"

// The list of a user's sessions and how they end.
namespace kontor::host {

namespace {

Status own_or_manager(const Principal& actor, const std::string& user_id) {
  if (actor.kind == PrincipalKind::user && actor.id == user_id) return ok();
  return require_right(actor, "users.manage");
}

}  // namespace

Result<std::vector<Accounts::SessionLine>> Accounts::sessions(const Principal& actor,
                                                              const std::string& user_id) {
  TRY(own_or_manager(actor, user_id));
  const TimeMs now_ms = parts_.clock.now_ms();
  return parts_.database.read([&](db::Session& session) -> Result<std::vector<SessionLine>> {
    std::vector<SessionLine> lines;
    for (const db::Row& row : TRY(session.query(
             R"sql(SELECT id, method, peer, agent, created_at_ms, seen_at_ms FROM account_session
                   WHERE user_id = $1 AND seen_at_ms >= $2 AND created_at_ms >= $3
                   ORDER BY created_at_ms DESC, id DESC)sql",
             {user_id, now_ms - kSessionIdleMs, now_ms - kSessionMaxMs}))) {
      lines.push_back(
          {row.text(0), row.text(1), row.text(2), row.text(3), row.integer(4), row.integer(5)});
    }
    return lines;
  });
}

Status Accounts::revoke_session(const Principal& actor, const std::string& user_id,
                                const std::string& id) {
  TRY(own_or_manager(actor, user_id));
  const Status ended = parts_.database.transaction([&](db::Session& session) -> Status {
    const auto removed = TRY(session.execute(
        "DELETE FROM account_session WHERE id = $1 AND user_id = $2", {id, user_id}));
    if (removed == 0) return Error{ErrorCode::not_found, "no such session"};
    return AuditLog(parts_.clock)
        .append(session, audit_actor(actor), {{"delete", "session", id, {{"user", user_id}}}});
  });
  if (!ended) return ended;
  known_.clear();
  if (session_ended_) session_ended_(user_id, id);
  return ok();
}

Status Accounts::check_password(const Principal& user, const std::string& present) {
  if (user.kind != PrincipalKind::user) {
    return Error{ErrorCode::forbidden, "only a signed-in user has a password"};
  }
  auto stored = parts_.database.read([&](db::Session& session) {
    return session.query_row("SELECT password_hash FROM account_user WHERE id = $1", {user.id});
  });
  const auto row = TRY(std::move(stored));
  bool right = false;
  if (row && present.size() <= kPasswordBytesMax) {
    const std::lock_guard lock(hashing_);
    right = crypto::verify_password(present, row->text(0));
  }
  if (!right) return Error{ErrorCode::forbidden, "the present password is wrong"};
  return ok();
}

Status Accounts::change_password(const Principal& user, const std::string& present,
                                 const std::string& wanted) {
  TRY(check_password(user, present));
  const std::string hash = TRY(hash_of(wanted));
  const Status changed = parts_.database.transaction([&](db::Session& session) -> Status {
    TRY(session.execute("UPDATE account_user SET password_hash = $1 WHERE id = $2",
                        {hash, user.id}));
    TRY(session.execute("DELETE FROM account_session WHERE user_id = $1 AND id <> $2",
                        {user.id, user.session}));
    return AuditLog(parts_.clock)
        .append(session, audit_actor(user),
                {{"update", "user", user.id, {{"password", "changed"}}}});
  });
  if (!changed) return changed;
  known_.clear();
  return ok();
}

}  // namespace kontor::host
