#include "host/trust/policy_store.hpp"

#include "base/core/bytes.hpp"
#include "base/crypto/dsse.hpp"

namespace kontor::host {
namespace {

Error not_believed(const std::string& why) {
  return {
      ErrorCode::untrusted,
      "the company's install policy is not believed, so nothing is installed or updated: " + why,
      R"({"code":"policy-untrusted"})"};
}

// Which of `keys` signed the envelope; empty: none.
std::string signer_of(const Json& envelope, const std::vector<crypto::PublicKey>& keys) {
  for (const crypto::PublicKey& key : keys)
    if (crypto::dsse_verify(envelope, kPolicyPayloadType, {key}))
      return hex_encode(key.ed25519_raw());
  return "";
}

}  // namespace

Result<std::optional<PolicyStore::Row>> PolicyStore::row() {
  return database_.read([](db::Session& session) -> Result<std::optional<Row>> {
    const auto row = TRY(session.query_row(R"sql(
        SELECT serial, envelope, accepted_key, put_by, put_at_ms
        FROM install_policy WHERE id = 1)sql",
                                           {}));
    if (!row) return std::optional<Row>();
    return std::optional<Row>(
        {row->integer(0), row->text(1), row->text(2), row->text(3), row->integer(4)});
  });
}

Result<InstallPolicy> PolicyStore::verified(const Row& row) const {
  std::vector<crypto::PublicKey> keys = configured_;
  if (keys.empty()) {
    const auto raw = hex_decode(row.accepted_key);
    if (!raw) return not_believed("the key it was accepted with is unreadable");
    auto key = crypto::PublicKey::from_ed25519(*raw);
    if (!key) return not_believed("the key it was accepted with is unreadable");
    keys.push_back(std::move(*key));
  }
  auto policy = InstallPolicy::open(row.envelope, keys);
  if (!policy) return not_believed(policy.error().message);
  if (policy->serial != row.serial) return not_believed("its serial is not the one accepted");
  return policy;
}

Result<InstallPolicy> PolicyStore::now() {
  const auto stored = TRY(row());
  if (stored) return verified(*stored);
  if (configured_.empty()) return InstallPolicy();
  return not_believed("a key of an administrator is configured and no policy was put");
}

Result<Json> PolicyStore::show() {
  const auto stored = TRY(row());
  Json shown = {{"state", "default"},   {"reason", ""},      {"policy", nullptr}, {"serial", 0},
                {"signed_by", nullptr}, {"put_by", nullptr}, {"put_at", nullptr}};
  const auto policy = now();
  if (!policy) {
    shown["state"] = "untrusted";
    shown["reason"] = policy.error().message;
  } else if (stored) {
    shown["state"] = "signed";
    shown["policy"] = policy->document;
  }
  if (!stored) return shown;
  shown["serial"] = stored->serial;
  shown["signed_by"] = stored->accepted_key;
  shown["put_by"] = stored->put_by;
  shown["put_at"] = to_rfc3339(stored->put_at_ms);
  return shown;
}

// First use: the keys the document itself names, one of which has to have signed it.
Result<std::vector<crypto::PublicKey>> PolicyStore::may_sign_next(const std::string& envelope) {
  if (!configured_.empty()) return configured_;
  const auto stored = TRY(row());
  if (stored) return TRY(verified(*stored)).signers;
  const Json json = TRY(parse_json(envelope, {.bytes_max = 2 * kPolicyBytesMax}));
  const std::string encoded = TRY(json_text(json, "payload"));
  const std::string document = TRY(base64_decode(encoded));
  return TRY(InstallPolicy::parse(document)).signers;
}

Status PolicyStore::put(const Principal& actor, const std::string& envelope) {
  TRY(require_right(actor, "plugins.manage"));
  const auto keys = TRY(may_sign_next(envelope));
  const auto policy = InstallPolicy::open(envelope, keys);
  if (!policy && policy.error().code == ErrorCode::untrusted)
    return Error{ErrorCode::untrusted,
                 "this install policy is not signed by an administrator this host believes: " +
                     policy.error().message,
                 R"({"code":"policy-untrusted"})"};
  if (!policy) return policy.error();
  const Json json = TRY(parse_json(envelope, {.bytes_max = 2 * kPolicyBytesMax}));
  const std::string signer = signer_of(json, keys);
  const AuditLog log(clock_);
  return database_.transaction([&](db::Session& session) -> Status {
    const auto before =
        TRY(session.query_row("SELECT serial FROM install_policy WHERE id = 1", {}));
    if (before && before->integer(0) >= policy->serial)
      return Error{ErrorCode::conflict,
                   "the policy's serial is " + std::to_string(policy->serial) +
                       ", it must be higher than " + std::to_string(before->integer(0)),
                   R"({"code":"policy-serial"})"};
    TRY(session.execute(R"sql(
        INSERT INTO install_policy (id, serial, envelope, accepted_key, put_by, put_at_ms)
        VALUES (1, $1, $2, $3, $4, $5)
        ON CONFLICT (id) DO UPDATE SET serial = excluded.serial, envelope = excluded.envelope,
          accepted_key = excluded.accepted_key, put_by = excluded.put_by,
          put_at_ms = excluded.put_at_ms)sql",
                        {policy->serial, envelope, signer, actor.id, clock_.now_ms()}));
    return log.append(
        session, audit_actor(actor),
        {{"policy.put", "policy", "install", {{"serial", policy->serial}, {"signed_by", signer}}}});
  });
}

}  // namespace kontor::host
