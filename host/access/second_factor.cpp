#include "host/access/second_factor.hpp"

#include <algorithm>

#include "base/core/bytes.hpp"
#include "base/crypto/hash.hpp"
#include "base/crypto/seal.hpp"
#include "base/crypto/totp.hpp"
#include "host/access/audit_log.hpp"

namespace kontor::host {

namespace {

constexpr const char* kSealContext = "kontor second factor ";
constexpr std::size_t kRecoveryBytes = 10;

Error wrong_code() {
  return Error{ErrorCode::unauthenticated, "the code is wrong or was used before",
               R"({"code":"wrong-second-factor"})"};
}

// Only letters and digits count, whatever people write between them; the case does not.
std::string plain_code(const std::string& code) {
  std::string plain;
  for (const char c : code) {
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')) plain += c;
    if (c >= 'A' && c <= 'Z') plain += static_cast<char>(c + 32);
  }
  return plain;
}

std::string recovery_hash(const std::string& user_id, const std::string& code) {
  return crypto::sha256_hex(user_id + " " + plain_code(code));
}

Result<std::int64_t> forget_code(db::Session& session, const std::string& user_id) {
  return session.execute("DELETE FROM account_second_factor WHERE user_id = $1", {user_id});
}

// In an otpauth URI, letters and digits stay, all else is percent-encoded.
std::string encoded(const std::string& text) {
  std::string result;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    result += plain ? std::string(1, c) : "%" + hex_encode(std::string(1, c));
  }
  return result;
}

}  // namespace

Result<SecondFactors::Enrolment> SecondFactors::begin(const Principal& user) {
  if (user.kind != PrincipalKind::user) {
    return Error{ErrorCode::forbidden, "only a signed-in user has a second factor"};
  }
  if (parts_.key.empty()) {
    return Error{ErrorCode::unavailable, "this host has no key to keep second factors with"};
  }
  const std::string secret = crypto::new_totp_secret(parts_.random);
  const std::string sealed =
      base64_encode(crypto::seal(parts_.key, secret, kSealContext + user.id, parts_.random));
  const Status kept = parts_.database.transaction([&](db::Session& session) -> Status {
    const bool present = TRY(wanted(session, user.id));
    if (present) {
      return Error{ErrorCode::conflict, "there is a second factor; remove it first",
                   R"({"code":"second-factor-present"})"};
    }
    TRY(session.execute(
        R"sql(INSERT INTO account_second_factor (user_id, secret_sealed, created_at_ms)
              VALUES ($1, $2, $3) ON CONFLICT (user_id) DO UPDATE SET
              secret_sealed = excluded.secret_sealed, created_at_ms = excluded.created_at_ms)sql",
        {user.id, sealed, parts_.clock.now_ms()}));
    return ok();
  });
  if (!kept) return kept.error();
  const std::string text = crypto::totp_secret_text(secret);
  return Enrolment{
      text, "otpauth://totp/Kontor:" + encoded(user.email) + "?secret=" + text + "&issuer=Kontor"};
}

Result<std::vector<std::string>> SecondFactors::confirm(const Principal& user,
                                                        const std::string& code) {
  std::vector<std::string> codes;
  const Status done = parts_.database.transaction([&](db::Session& session) -> Status {
    const std::string secret = TRY(secret_of(session, user.id, /*confirmed=*/0));
    const bool right = TRY(take_step(session, user.id, secret, code));
    if (!right) return wrong_code();
    TRY(session.execute("UPDATE account_second_factor SET confirmed = 1 WHERE user_id = $1",
                        {user.id}));
    codes = TRY(new_recovery_codes(session, user.id));
    return AuditLog(parts_.clock)
        .append(session, audit_actor(user), {{"create", "second_factor", user.id}});
  });
  if (!done) return done.error();
  return codes;
}

Status SecondFactors::remove(const Principal& user, const std::string& code) {
  return parts_.database.transaction([&](db::Session& session) -> Status {
    const bool right = TRY(take(session, user.id, code));
    if (!right) return wrong_code();
    TRY(forget_code(session, user.id));
    TRY(drop_idle_recovery_codes(session, user.id));
    return AuditLog(parts_.clock)
        .append(session, audit_actor(user), {{"delete", "second_factor", user.id}});
  });
}

Status SecondFactors::reset(const Principal& actor, const std::string& user_id) {
  TRY(require_right(actor, "users.manage"));
  return parts_.database.transaction([&](db::Session& session) -> Status {
    const auto codes = TRY(forget_code(session, user_id));
    const auto keys =
        TRY(session.execute("DELETE FROM account_security_key WHERE user_id = $1", {user_id}));
    if (codes + keys == 0) return Error{ErrorCode::not_found, "there is no second factor"};
    TRY(drop_idle_recovery_codes(session, user_id));
    return AuditLog(parts_.clock)
        .append(session, audit_actor(actor), {{"delete", "second_factor", user_id}});
  });
}

Result<std::vector<std::string>> SecondFactors::new_recovery_codes(db::Session& session,
                                                                   const std::string& user_id) {
  TRY(session.execute("DELETE FROM account_recovery_code WHERE user_id = $1", {user_id}));
  std::vector<std::string> codes;
  codes.reserve(kRecoveryCodes);
  for (int i = 0; i < kRecoveryCodes; ++i) {
    std::string text = hex_encode(parts_.random.bytes(kRecoveryBytes));
    for (std::size_t at = 15; at > 0; at -= 5) text.insert(at, "-");
    TRY(session.insert_rows("account_recovery_code", {"user_id", "code_hash"},
                            {{user_id, recovery_hash(user_id, text)}}));
    codes.push_back(std::move(text));
  }
  return codes;
}

Result<std::vector<std::string>> SecondFactors::first_recovery_codes(db::Session& session,
                                                                     const std::string& user_id) {
  const auto there = TRY(session.query_row(
      "SELECT 1 FROM account_recovery_code WHERE user_id = $1 LIMIT 1", {user_id}));
  if (there) return std::vector<std::string>();
  return new_recovery_codes(session, user_id);
}

Status SecondFactors::drop_idle_recovery_codes(db::Session& session, const std::string& user_id) {
  TRY(session.execute(
      R"sql(DELETE FROM account_recovery_code WHERE user_id = $1
            AND NOT EXISTS (SELECT 1 FROM account_second_factor
                            WHERE user_id = $1 AND confirmed = 1)
            AND NOT EXISTS (SELECT 1 FROM account_security_key WHERE user_id = $1))sql",
      {user_id}));
  return ok();
}

Result<bool> SecondFactors::wanted(db::Session& session, const std::string& user_id) {
  const auto row = TRY(session.query_row(
      "SELECT user_id FROM account_second_factor WHERE user_id = $1 AND confirmed = 1", {user_id}));
  return row.has_value();
}

Result<std::string> SecondFactors::secret_of(db::Session& session, const std::string& user_id,
                                             std::int64_t confirmed) {
  const auto row = TRY(session.query_row(
      "SELECT secret_sealed FROM account_second_factor WHERE user_id = $1 AND confirmed = $2",
      {user_id, confirmed}));
  if (!row) return Error{ErrorCode::not_found, "no second factor is being set up"};
  if (parts_.key.empty()) {
    return Error{ErrorCode::unavailable, "the key of second factors is not there"};
  }
  const std::string sealed = TRY(base64_decode(row->text(0)));
  return crypto::open_sealed(parts_.key, sealed, kSealContext + user_id);
}

// The condition keeps one code from passing twice, also at the same moment.
Result<bool> SecondFactors::take_step(db::Session& session, const std::string& user_id,
                                      const std::string& secret, const std::string& code) {
  const auto step = crypto::totp_step(secret, code, parts_.clock.now_ms());
  if (!step) return false;
  const auto taken = TRY(session.execute(
      R"sql(UPDATE account_second_factor SET last_step = $1 WHERE user_id = $2
            AND last_step < $3)sql",
      {*step, user_id, *step}));
  return taken == 1;
}

Result<bool> SecondFactors::take(db::Session& session, const std::string& user_id,
                                 const std::string& code) {
  const std::string plain = plain_code(code);
  if (plain.size() == 2 * kRecoveryBytes) {
    const auto used = TRY(
        session.execute("DELETE FROM account_recovery_code WHERE user_id = $1 AND code_hash = $2",
                        {user_id, recovery_hash(user_id, plain)}));
    return used == 1;
  }
  const bool present = TRY(wanted(session, user_id));
  if (!present) return false;  // Only recovery codes are taken from who has a security key alone.
  const std::string secret = TRY(secret_of(session, user_id, /*confirmed=*/1));
  return take_step(session, user_id, secret, plain);
}

}  // namespace kontor::host
