#include "base/core/bytes.hpp"
#include "base/crypto/hash.hpp"
#include "host/access/accounts.hpp"
#include "host/access/audit_log.hpp"
#include "host/access/role_catalogue.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kSecretBytesMax = 200;
constexpr std::int64_t kSeenEveryMs = 60'000;
constexpr std::size_t kTokensMax = 100;
constexpr const char* kTokenSql =
    "SELECT u.id, u.name, u.email, t.id, t.scopes, t.expires_at_ms FROM account_token t "
    "JOIN account_user u ON u.id = t.user_id WHERE u.disabled = 0 AND t.";

Error not_signed_in() {
  return Error{ErrorCode::unauthenticated, "sign in, or send a valid API token"};
}

}  // namespace

Result<Principal> Accounts::by_session(const std::string& session_token) {
  if (session_token.empty() || session_token.size() > kSecretBytesMax) return not_signed_in();
  const std::string hash = crypto::sha256_hex(session_token);
  if (auto known = known_.find(hash, parts_.clock.monotonic_ms())) return *known;
  const TimeMs now_ms = parts_.clock.now_ms();
  bool touch = false;
  auto found = parts_.database.read([&](db::Session& session) -> Result<Principal> {
    const auto row = TRY(session.query_row(
        R"sql(SELECT u.id, u.name, u.email, s.id, s.created_at_ms, s.seen_at_ms
                  FROM account_session s JOIN account_user u ON u.id = s.user_id
                  WHERE s.token_hash = $1 AND u.disabled = 0)sql",
        {hash}));
    if (!row || now_ms - row->integer(4) > kSessionMaxMs ||
        now_ms - row->integer(5) > kSessionIdleMs) {
      return not_signed_in();
    }
    touch = now_ms - row->integer(5) > kSeenEveryMs;
    Principal principal{PrincipalKind::user, row->text(0), row->text(1), row->text(3),
                        row->text(2)};
    principal.rights = TRY(rights_of(session, principal.id));
    principal.team = TRY(team_of(session, principal.id));
    return principal;
  });
  const Principal principal = TRY(std::move(found));
  if (touch) {
    TRY(parts_.database.transaction([&](db::Session& session) {
      return session.execute("UPDATE account_session SET seen_at_ms = $1 WHERE token_hash = $2",
                             {now_ms, hash});
    }));
  }
  known_.keep(hash, principal, parts_.clock.monotonic_ms());
  return principal;
}

Result<Principal> Accounts::by_api_token(const std::string& token) {
  if (token.empty() || token.size() > kSecretBytesMax) return not_signed_in();
  const std::string hash = crypto::sha256_hex(token);
  if (auto known = known_.find(hash, parts_.clock.monotonic_ms())) return *known;
  auto found = parts_.database.read([&](db::Session& session) -> Result<Principal> {
    auto row = TRY(session.query_row(kTokenSql + std::string("token_hash = $1"), {hash}));
    if (!row) return not_signed_in();
    if (!row->is_null(5) && row->integer(5) <= parts_.clock.now_ms()) {
      return Error{ErrorCode::unauthenticated, "this API token has expired; make another",
                   R"({"code":"token-expired"})"};
    }
    return token_principal(session, *row);
  });
  Principal principal = TRY(std::move(found));
  known_.keep(hash, principal, parts_.clock.monotonic_ms());
  return principal;
}

Result<Principal> Accounts::token_principal(db::Session& session, const db::Row& row) {
  const Json stored = TRY(parse_json(row.text(4)));
  const Rights scopes = TRY(rights_of_scopes(stored.get<std::vector<std::string>>()));
  Principal principal{PrincipalKind::token, row.text(0), row.text(1), row.text(3), row.text(2)};
  principal.token = row.text(3);
  const auto owner = TRY(rights_of(session, principal.id));
  principal.rights = std::make_shared<const Rights>(owner->intersect(scopes));
  principal.team = TRY(team_of(session, principal.id));
  return principal;
}

Result<Principal> Accounts::act_as_token(const std::string& token_id) {
  return parts_.database.read([&](db::Session& session) -> Result<Principal> {
    const auto row = TRY(session.query_row(kTokenSql + std::string("id = $1"), {token_id}));
    if (!row) return Error{ErrorCode::not_found, "no such token"};
    return token_principal(session, *row);
  });
}

Result<Accounts::IssuedToken> Accounts::issue_token(const Principal& owner, const std::string& name,
                                                    const std::vector<std::string>& scopes,
                                                    std::optional<TimeMs> expires_at_ms) {
  if (owner.kind != PrincipalKind::user) {
    return Error{ErrorCode::forbidden, "only a signed-in user makes API tokens"};
  }
  if (name.empty() || name.size() > 200) {
    return Error{ErrorCode::invalid_argument, "name: 1 to 200 bytes are wanted"};
  }
  TRY(rights_of_scopes(scopes));
  if (expires_at_ms && *expires_at_ms <= parts_.clock.now_ms()) {
    return Error{ErrorCode::invalid_argument, "expires_at: lies in the past"};
  }
  const IssuedToken issued{parts_.ids.next(),
                           "kontor_" + base64url_encode(parts_.random.bytes(32))};
  return parts_.database.transaction([&](db::Session& session) -> Result<IssuedToken> {
    const auto count =
        TRY(session.query_row("SELECT COUNT(*) FROM account_token WHERE user_id = $1", {owner.id}));
    if (count->integer(0) >= static_cast<std::int64_t>(kTokensMax)) {
      return Error{ErrorCode::exhausted, "a user may have 100 API tokens"};
    }
    TRY(session.insert_rows(
        "account_token",
        {"token_hash", "id", "user_id", "name", "scopes", "created_at_ms", "expires_at_ms"},
        {{crypto::sha256_hex(issued.token), issued.id, owner.id, name, to_text(Json(scopes)),
          parts_.clock.now_ms(), expires_at_ms ? db::Value(*expires_at_ms) : db::Value()}}));
    TRY(AuditLog(parts_.clock)
            .append(session, audit_actor(owner),
                    {{"create", "api_token", issued.id, {{"scopes", scopes}}}}));
    return issued;
  });
}

Result<std::vector<ApiToken>> Accounts::tokens(const Principal& owner) {
  return parts_.database.read([&](db::Session& session) -> Result<std::vector<ApiToken>> {
    std::vector<ApiToken> tokens;
    for (const db::Row& row : TRY(session.query(
             R"sql(SELECT id, name, scopes, created_at_ms, expires_at_ms FROM account_token
                   WHERE user_id = $1 ORDER BY id)sql",
             {owner.id}))) {
      const Json scopes = TRY(parse_json(row.text(2)));
      ApiToken token{row.text(0), row.text(1), scopes.get<std::vector<std::string>>(),
                     row.integer(3)};
      if (!row.is_null(4)) token.expires_at_ms = row.integer(4);
      tokens.push_back(std::move(token));
    }
    return tokens;
  });
}

Status Accounts::revoke_token(const Principal& owner, const std::string& id) {
  auto attempt = parts_.database.transaction([&](db::Session& session) -> Result<std::int64_t> {
    const std::int64_t count = TRY(session.execute(
        "DELETE FROM account_token WHERE id = $1 AND user_id = $2", {id, owner.id}));
    if (count == 1) {
      TRY(AuditLog(parts_.clock)
              .append(session, audit_actor(owner), {{"delete", "api_token", id}}));
    }
    return count;
  });
  const std::int64_t removed = TRY(std::move(attempt));
  if (removed == 0) return Error{ErrorCode::not_found, "no such token"};
  known_.clear();
  return ok();
}

}  // namespace kontor::host
