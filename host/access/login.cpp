#include <algorithm>

#include "base/core/bytes.hpp"
#include "base/core/log.hpp"
#include "base/crypto/hash.hpp"
#include "base/crypto/seal.hpp"
#include "host/access/accounts.hpp"
#include "host/access/audit_log.hpp"

namespace kontor::host {

namespace {

constexpr std::int64_t kFailuresBeforeLock = 5;
constexpr std::int64_t kLockMs = 30'000;
constexpr std::int64_t kLockMaxMs = 3'600'000;
constexpr std::int64_t kDoublingsMax = 7;
constexpr std::size_t kAgentBytesMax = 200;

Error wrong_login() {
  return Error{ErrorCode::unauthenticated, "the e-mail address or the password is wrong"};
}

Error locked(std::int64_t wait_ms) {
  const std::int64_t wait_s = (wait_ms + 999) / 1000;
  return Error{ErrorCode::exhausted,
               "too many wrong passwords; try again in " + std::to_string(wait_s) + " s",
               to_text(Json{{"code", "locked-out"}, {"retry_after_s", wait_s}})};
}

std::int64_t lock_for(std::int64_t failures) {
  if (failures < kFailuresBeforeLock) return 0;
  const std::int64_t doublings = std::min(failures - kFailuresBeforeLock, kDoublingsMax);
  return std::min(kLockMs << doublings, kLockMaxMs);
}

// What a browser says of itself, cut and without what a list could not show.
std::string shown(const std::string& text) {
  std::string kept;
  for (const char c : text) {
    if (c >= ' ' && c <= '~' && kept.size() < kAgentBytesMax) kept += c;
  }
  return kept;
}

struct Candidate {
  User user;
  std::string hash;
  std::int64_t locked_until_ms = 0;
};

Result<std::optional<Candidate>> find_candidate(db::Session& session, const std::string& email) {
  const auto row = TRY(session.query_row(
      R"sql(SELECT id, name, email, password_hash, locked_until_ms FROM account_user
            WHERE email = $1 AND disabled = 0)sql",
      {email}));
  if (!row) return std::optional<Candidate>();
  return std::optional<Candidate>(
      {{row->text(0), row->text(1), row->text(2), {}}, row->text(3), row->integer(4)});
}

}  // namespace

// Counts the attempt as failed before the password is looked at, so that many attempts at
// once cannot pass the limit together; a right password clears the count.
Result<Accounts::Login> Accounts::login(const std::string& email, const std::string& password,
                                        const LoginContext& context) {
  if (password.size() > kPasswordBytesMax || email.size() > 254) return wrong_login();
  const std::string address = normalised_email(email);
  const TimeMs now_ms = parts_.clock.now_ms();
  auto attempt =
      parts_.database.transaction([&](db::Session& session) -> Result<std::optional<Candidate>> {
        auto found = TRY(find_candidate(session, address));
        if (!found || found->locked_until_ms > now_ms) return found;
        const auto row = TRY(session.query_row(
            "UPDATE account_user SET failures = failures + 1 WHERE id = $1 RETURNING failures",
            {found->user.id}));
        TRY(session.execute("UPDATE account_user SET locked_until_ms = $1 WHERE id = $2",
                            {now_ms + lock_for(row->integer(0)), found->user.id}));
        return found;
      });
  const auto candidate = TRY(std::move(attempt));
  if (candidate && candidate->locked_until_ms > now_ms) {
    return locked(candidate->locked_until_ms - now_ms);
  }
  {
    // An unknown address costs as much time as a known one.
    const std::lock_guard lock(hashing_);
    const bool right =
        candidate ? crypto::verify_password(password, candidate->hash)
                  : (static_cast<void>(crypto::hash_password(password, parts_.random)), false);
    if (!right && candidate) TRY(note_login_failure(candidate->user.id, "password"));
    if (!right) return wrong_login();
  }
  Error missing{ErrorCode::unauthenticated, {}};
  switch (TRY(take_factor(candidate->user, context, missing))) {
    case Factor::not_wanted:
      return open_session(candidate->user, "password", context);
    case Factor::code:
      return open_session(candidate->user, "password+code", context);
    case Factor::key:
      return open_session(candidate->user, "password+key", context);
    case Factor::missing:
      return missing;
    case Factor::wrong:
      break;
  }
  TRY(note_login_failure(candidate->user.id, context.key ? "key" : "code"));
  return Error{ErrorCode::unauthenticated,
               context.key ? "the security key's answer is not right; try again"
                           : "the code is wrong or was used before",
               R"({"code":"wrong-second-factor"})"};
}

Result<Accounts::Factor> Accounts::take_factor(const User& user, const LoginContext& context,
                                               Error& missing) {
  return parts_.database.transaction([&](db::Session& session) -> Result<Factor> {
    const bool code = TRY(SecondFactors::wanted(session, user.id));
    const bool key = TRY(SecurityKeys::wanted(session, user.id));
    if (!code && !key) return Factor::not_wanted;
    if (context.key) {
      const bool right =
          TRY(keys_.take(session, user.id, context.key->party, context.key->assertion));
      return right ? Factor::key : Factor::wrong;
    }
    if (!context.code.empty()) {
      const bool right = TRY(factors_.take(session, user.id, context.code));
      return right ? Factor::code : Factor::wrong;
    }
    return ask_for_factor(session, user, code, key, missing);
  });
}

// Asking is no failure; the attempt that login() counted is taken back.
Result<Accounts::Factor> Accounts::ask_for_factor(db::Session& session, const User& user, bool code,
                                                  bool key, Error& missing) {
  TRY(session.execute(
      R"sql(UPDATE account_user SET failures = failures - 1, locked_until_ms = 0
            WHERE id = $1 AND failures > 0)sql",
      {user.id}));
  Json detail = {{"code", "second-factor-needed"}, {"methods", Json::array()}};
  if (code) detail["methods"].push_back("code");
  if (key) {
    const auto asked = TRY(keys_.ask(session, user.id));
    detail["methods"].push_back("security-key");
    detail["challenge"] = asked.challenge;
    detail["security_keys"] = asked.credential_ids;
  }
  missing = Error{ErrorCode::unauthenticated,
                  key ? "the second factor is needed as well: a security key, or a code"
                      : "a code of the second factor is needed as well",
                  to_text(detail)};
  return Factor::missing;
}

Status Accounts::note_login_failure(const std::string& user_id, const char* why) {
  return parts_.database.transaction([&](db::Session& session) {
    return AuditLog(parts_.clock)
        .append(session, {"user", user_id}, {{"login-refused", "user", user_id, {{"why", why}}}});
  });
}

Result<Accounts::Login> Accounts::open_session_of(const User& user, const std::string& method,
                                                  const LoginContext& context) {
  return open_session(user, method, context);
}

Result<Accounts::Login> Accounts::open_session(const User& user, const std::string& method,
                                               const LoginContext& context) {
  Login login;
  login.session_token = base64url_encode(parts_.random.bytes(32));
  login.csrf = csrf_of(login.session_token);
  const std::string id = parts_.ids.next();
  const TimeMs now_ms = parts_.clock.now_ms();
  auto opened = parts_.database.transaction([&](db::Session& session) -> Result<User> {
    TRY(session.execute("UPDATE account_user SET failures = 0, locked_until_ms = 0 WHERE id = $1",
                        {user.id}));
    TRY(session.execute("DELETE FROM account_session WHERE seen_at_ms < $1 OR created_at_ms < $2",
                        {now_ms - kSessionIdleMs, now_ms - kSessionMaxMs}));
    TRY(session.insert_rows(
        "account_session",
        {"token_hash", "id", "user_id", "created_at_ms", "seen_at_ms", "method", "peer", "agent"},
        {{crypto::sha256_hex(login.session_token), id, user.id, now_ms, now_ms, method,
          shown(context.peer), shown(context.agent)}}));
    TRY(AuditLog(parts_.clock)
            .append(session, {"user", user.id},
                    {{"login", "user", user.id, {{"method", method}, {"session", id}}}}));
    return with_roles(session, user);
  });
  login.user = TRY(std::move(opened));
  return login;
}

Status Accounts::logout(const std::string& session_token) {
  const std::string hash = crypto::sha256_hex(session_token);
  auto attempt =
      parts_.database.transaction([&](db::Session& session) -> Result<std::optional<db::Row>> {
        auto row = TRY(session.query_row(
            "DELETE FROM account_session WHERE token_hash = $1 RETURNING user_id, id", {hash}));
        if (row) {
          TRY(AuditLog(parts_.clock)
                  .append(session, {"user", row->text(0)},
                          {{"logout", "user", row->text(0), {{"session", row->text(1)}}}}));
        }
        return row;
      });
  const auto ended = TRY(std::move(attempt));
  known_.forget(hash);
  if (ended && session_ended_) session_ended_(ended->text(0), ended->text(1));
  return ok();
}

std::string Accounts::csrf_of(const std::string& session_token) {
  return base64url_encode(crypto::hmac_sha256(session_token, "kontor csrf"));
}

}  // namespace kontor::host
