#include "host/access/security_keys.hpp"

#include "base/core/bytes.hpp"
#include "base/crypto/hash.hpp"
#include "host/access/audit_log.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kKeyNameBytesMax = 100;
constexpr std::size_t kChallengeBytes = 32;
constexpr const char* kToCreate = "create";
constexpr const char* kToLogIn = "login";

Status check_key_name(const std::string& name) {
  if (!name.empty() && name.size() <= kKeyNameBytesMax) return ok();
  return Error{ErrorCode::invalid_argument, "name: 1 to 100 bytes are wanted"};
}

Error no_such_key() { return Error{ErrorCode::not_found, "there is no such security key"}; }

std::string scheme_name(crypto::KeyScheme scheme) {
  return scheme == crypto::KeyScheme::ed25519 ? "ed25519" : "ecdsa-p256";
}

Result<crypto::PublicKey> stored_key(const std::string& pem, const std::string& scheme) {
  return crypto::PublicKey::from_pem(
      pem, scheme == "ed25519" ? crypto::KeyScheme::ed25519 : crypto::KeyScheme::ecdsa_p256_sha256);
}

}  // namespace

Result<SecurityKeys::Question> SecurityKeys::begin(const Principal& user) {
  if (user.kind != PrincipalKind::user) {
    return Error{ErrorCode::forbidden, "only a signed-in user has security keys"};
  }
  return parts_.database.transaction(
      [&](db::Session& session) { return question(session, user.id, kToCreate); });
}

Result<SecurityKeys::Added> SecurityKeys::add(const Principal& user, const std::string& name,
                                              const crypto::RelyingParty& party,
                                              const crypto::KeyRegistration& made) {
  TRY(check_key_name(name));
  const crypto::ClientData data = TRY(crypto::read_client_data(made.client_data));
  // Used up by itself: whatever follows, it does not count a second time.
  const auto asked = parts_.database.transaction(
      [&](db::Session& session) { return use_up(session, user.id, kToCreate, data.challenge); });
  if (!asked) return asked.error();
  if (!*asked) {
    return Error{ErrorCode::unauthenticated,
                 "this was not asked of the key, or longer ago than five minutes; begin again",
                 R"({"code":"security-key-refused"})"};
  }
  const auto key = TRY(crypto::check_registration(party, data.challenge, made));
  Added added;
  const Status kept = parts_.database.transaction(
      [&](db::Session& session) { return keep(session, user, name, party.id, key, added); });
  if (!kept) return kept.error();
  return added;
}

Status SecurityKeys::keep(db::Session& session, const Principal& user, const std::string& name,
                          const std::string& party, const crypto::RegisteredKey& made,
                          Added& added) {
  const auto count = TRY(
      session.query_row("SELECT COUNT(*) FROM account_security_key WHERE user_id = $1", {user.id}));
  if (count->integer(0) >= kKeysMax) {
    return Error{ErrorCode::exhausted, "a user may have 20 security keys"};
  }
  added.id = parts_.ids.next();
  const auto inserted = TRY(session.execute(
      R"sql(INSERT INTO account_security_key (id, user_id, name, credential_id, party, scheme,
              public_key, counter, created_at_ms)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING)sql",
      {added.id, user.id, name, base64url_encode(made.credential_id), party,
       scheme_name(made.key.scheme()), made.key.pem(), made.counter, parts_.clock.now_ms()}));
  if (inserted == 0) {
    return Error{ErrorCode::conflict, "this security key is known already",
                 R"({"code":"security-key-known"})"};
  }
  added.recovery_codes = TRY(parts_.factors.first_recovery_codes(session, user.id));
  return AuditLog(parts_.clock)
      .append(session, audit_actor(user), {{"create", "security_key", added.id}});
}

Result<std::vector<SecurityKeys::Line>> SecurityKeys::list(const Principal& user) {
  return parts_.database.read([&](db::Session& session) -> Result<std::vector<Line>> {
    const auto rows = TRY(session.query(
        R"sql(SELECT id, name, party, created_at_ms, used_at_ms FROM account_security_key
              WHERE user_id = $1 ORDER BY id)sql",
        {user.id}));
    std::vector<Line> lines;
    lines.reserve(rows.size());
    for (const db::Row& row : rows) {
      Line line{row.text(0), row.text(1), row.text(2), row.integer(3)};
      if (!row.is_null(4)) line.used_at_ms = row.integer(4);
      lines.push_back(std::move(line));
    }
    return lines;
  });
}

Status SecurityKeys::rename(const Principal& user, const std::string& id, const std::string& name) {
  TRY(check_key_name(name));
  return parts_.database.transaction([&](db::Session& session) -> Status {
    const auto renamed = TRY(
        session.execute("UPDATE account_security_key SET name = $1 WHERE id = $2 AND user_id = $3",
                        {name, id, user.id}));
    if (renamed == 0) return no_such_key();
    return AuditLog(parts_.clock)
        .append(session, audit_actor(user), {{"update", "security_key", id}});
  });
}

Status SecurityKeys::remove(const Principal& user, const std::string& id) {
  return parts_.database.transaction([&](db::Session& session) -> Status {
    const auto removed = TRY(session.execute(
        "DELETE FROM account_security_key WHERE id = $1 AND user_id = $2", {id, user.id}));
    if (removed == 0) return no_such_key();
    TRY(parts_.factors.drop_idle_recovery_codes(session, user.id));
    return AuditLog(parts_.clock)
        .append(session, audit_actor(user), {{"delete", "security_key", id}});
  });
}

Result<bool> SecurityKeys::wanted(db::Session& session, const std::string& user_id) {
  const auto row = TRY(session.query_row(
      "SELECT 1 FROM account_security_key WHERE user_id = $1 LIMIT 1", {user_id}));
  return row.has_value();
}

Result<SecurityKeys::Question> SecurityKeys::ask(db::Session& session, const std::string& user_id) {
  return question(session, user_id, kToLogIn);
}

Result<SecurityKeys::Question> SecurityKeys::question(db::Session& session,
                                                      const std::string& user_id,
                                                      const char* purpose) {
  const TimeMs now_ms = parts_.clock.now_ms();
  TRY(session.execute("DELETE FROM account_challenge WHERE user_id = $1 AND created_at_ms < $2",
                      {user_id, now_ms - kChallengeMs}));
  const auto open = TRY(
      session.query_row("SELECT COUNT(*) FROM account_challenge WHERE user_id = $1", {user_id}));
  if (open->integer(0) >= kChallengesMax) {
    return Error{ErrorCode::exhausted, "too many tries with a security key; wait five minutes"};
  }
  const std::string challenge = parts_.random.bytes(kChallengeBytes);
  TRY(session.insert_rows(
      "account_challenge", {"challenge_hash", "user_id", "purpose", "created_at_ms"},
      {{crypto::sha256_hex(challenge), user_id, std::string(purpose), now_ms}}));
  Question asked{.challenge = base64url_encode(challenge), .credential_ids = {}};
  const auto rows = TRY(session.query(
      "SELECT credential_id FROM account_security_key WHERE user_id = $1 ORDER BY id", {user_id}));
  asked.credential_ids.reserve(rows.size());
  for (const db::Row& row : rows) asked.credential_ids.push_back(row.text(0));
  return asked;
}

Result<bool> SecurityKeys::use_up(db::Session& session, const std::string& user_id,
                                  const char* purpose, const std::string& challenge) {
  const auto used = TRY(session.execute(
      R"sql(DELETE FROM account_challenge
            WHERE challenge_hash = $1 AND user_id = $2 AND purpose = $3 AND created_at_ms >= $4)sql",
      {crypto::sha256_hex(challenge), user_id, std::string(purpose),
       parts_.clock.now_ms() - kChallengeMs}));
  return used == 1;
}

// A refusal is no error here: then nothing would be written, and the challenge could be tried
// again.
Result<bool> SecurityKeys::take(db::Session& session, const std::string& user_id,
                                const crypto::RelyingParty& party,
                                const crypto::KeyAssertion& given) {
  const auto data = crypto::read_client_data(given.client_data);
  if (!data) return false;
  const bool asked = TRY(use_up(session, user_id, kToLogIn, data->challenge));
  const auto row = TRY(session.query_row(
      R"sql(SELECT id, public_key, scheme, counter FROM account_security_key
            WHERE user_id = $1 AND credential_id = $2 AND party = $3)sql",
      {user_id, base64url_encode(given.credential_id), party.id}));
  if (!asked || !row) return false;
  const auto key = TRY(stored_key(row->text(1), row->text(2)));
  const auto counter = crypto::check_assertion(party, data->challenge, key, row->integer(3), given);
  if (!counter) return false;
  // The condition keeps one answer from passing twice, also at the same moment.
  const auto advanced = TRY(session.execute(
      R"sql(UPDATE account_security_key SET counter = $1, used_at_ms = $2
            WHERE id = $3 AND counter = $4)sql",
      {*counter, parts_.clock.now_ms(), row->text(0), row->integer(3)}));
  return advanced == 1;
}

}  // namespace kontor::host
