#include "host/access/single_sign_on.hpp"

#include "base/core/bytes.hpp"
#include "base/crypto/hash.hpp"
#include "host/access/audit_log.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kStateBytesMax = 200;
constexpr std::size_t kCodeBytesMax = 2000;

Error refused_sign_on(const char* why) {
  return Error{ErrorCode::forbidden, std::string("single sign-on: ") + why + "; begin again",
               R"({"code":"sign-on-refused"})"};
}

}  // namespace

Result<SingleSignOn::Begun> SingleSignOn::begin() {
  const std::string state = base64url_encode(parts_.random.bytes(32));
  const std::string nonce = base64url_encode(parts_.random.bytes(32));
  const std::string verifier = base64url_encode(parts_.random.bytes(32));
  std::string url = TRY(parts_.provider.authorization_url(state, nonce, verifier));
  const TimeMs now_ms = parts_.clock.now_ms();
  const Status kept = parts_.database.transaction([&](db::Session& session) -> Status {
    TRY(session.execute("DELETE FROM account_sign_on WHERE created_at_ms < $1",
                        {now_ms - kSignOnMs}));
    const auto count = TRY(session.query_row("SELECT COUNT(*) FROM account_sign_on"));
    if (count->integer(0) >= kSignOnsMax) {
      return Error{ErrorCode::exhausted, "too many people are signing on; try again in a minute"};
    }
    return session.insert_rows("account_sign_on",
                               {"state_hash", "nonce", "verifier", "created_at_ms"},
                               {{crypto::sha256_hex(state), nonce, verifier, now_ms}});
  });
  if (!kept) return kept.error();
  return Begun{std::move(url), state};
}

Result<Accounts::Login> SingleSignOn::finish(const Answer& answer, const LoginContext& context) {
  if (answer.state.empty() || answer.state.size() > kStateBytesMax ||
      answer.code.size() > kCodeBytesMax ||
      !crypto::equal_secrets(answer.state, answer.browser_state)) {
    return refused_sign_on("the answer is not to a sign-on of this browser");
  }
  auto attempt =
      parts_.database.transaction([&](db::Session& session) -> Result<std::optional<db::Row>> {
        return session.query_row(
            R"sql(DELETE FROM account_sign_on WHERE state_hash = $1
                  RETURNING nonce, verifier, created_at_ms)sql",
            {crypto::sha256_hex(answer.state)});
      });
  const auto begun = TRY(std::move(attempt));
  if (!begun || begun->integer(2) + kSignOnMs < parts_.clock.now_ms()) {
    return refused_sign_on("the answer came late or a second time");
  }
  const Json claims = TRY(parts_.provider.redeem(answer.code, begun->text(0), begun->text(1)));
  const User user = TRY(user_of(claims));
  return parts_.accounts.open_session_of(user, "single-sign-on", context);
}

Result<User> SingleSignOn::user_of(const Json& claims) {
  const std::string issuer = parts_.provider.settings().issuer;
  const auto subject = claims.at("sub").get<std::string>();
  const Error unknown{ErrorCode::forbidden,
                      "nobody here fits whom the provider names; an administrator adds users",
                      R"({"code":"unknown-user"})"};
  auto linked = parts_.database.read([&](db::Session& session) {
    return session.query_row(
        R"sql(SELECT u.id FROM account_identity i JOIN account_user u ON u.id = i.user_id
              WHERE i.issuer = $1 AND i.subject = $2 AND u.disabled = 0)sql",
        {issuer, subject});
  });
  if (const auto row = TRY(std::move(linked))) return parts_.accounts.user(row->text(0));
  const bool verified = claims.value("email_verified", Json(false)) == Json(true);
  const Json email = claims.value("email", Json());
  if (!verified || !email.is_string()) return unknown;
  const auto found = TRY(parts_.accounts.user_by_email(email.get<std::string>()));
  if (!found || found->disabled) return unknown;
  const Status kept = parts_.database.transaction([&](db::Session& session) -> Status {
    // A disabled user's identity, or another one of this address, is not taken over.
    const auto other = TRY(session.query_row(
        "SELECT subject FROM account_identity WHERE issuer = $1 AND (user_id = $2 OR subject = $3)",
        {issuer, found->id, subject}));
    if (other) return unknown;
    TRY(session.insert_rows("account_identity", {"issuer", "subject", "user_id", "created_at_ms"},
                            {{issuer, subject, found->id, parts_.clock.now_ms()}}));
    return AuditLog(parts_.clock)
        .append(session, {"user", found->id},
                {{"create", "identity", found->id, {{"issuer", issuer}}}});
  });
  if (!kept) return kept.error();
  return *found;
}

}  // namespace kontor::host
