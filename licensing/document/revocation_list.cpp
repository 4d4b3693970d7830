#include "licensing/document/revocation_list.hpp"

#include <algorithm>

#include "base/crypto/dsse.hpp"
#include "licensing/core/refusals.hpp"

namespace kontor::licensing {

namespace {

constexpr std::int64_t kNeverTooOldMs = std::int64_t{1} << 50;
constexpr std::string_view kRevocationsType = "kontor-revocations/1";
constexpr std::string_view kRevocationsSchema = R"json({
  "type": "object",
  "additionalProperties": false,
  "required": ["type", "company_id", "sequence", "issued_at", "revoked"],
  "properties": {
    "type": {"type": "string"},
    "company_id": {"type": "string", "minLength": 1, "maxLength": 80},
    "sequence": {"type": "integer", "minimum": 0, "maximum": 9007199254740991},
    "issued_at": {"type": "string", "maxLength": 40},
    "revoked": {
      "type": "array",
      "maxItems": 250,
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["license_id", "at", "reason"],
        "properties": {
          "license_id": {"type": "string", "minLength": 1, "maxLength": 80},
          "at": {"type": "string", "maxLength": 40},
          "reason": {"type": "string", "maxLength": 60}
        }
      }
    }
  }
})json";

}  // namespace

bool RevocationList::revokes(std::string_view license_id) const {
  return std::any_of(revoked.begin(), revoked.end(),
                     [&](const Revocation& one) { return one.license_id == license_id; });
}

Result<std::string> sign_revocations(const RevocationList& list,
                                     const crypto::SigningKey& license_key) {
  if (list.revoked.size() > kRevocationsMax)
    return refuse(ErrorCode::exhausted, "too-many-revocations",
                  "a list holds " + std::to_string(kRevocationsMax) + " licences");
  Json revoked = Json::array();
  for (const Revocation& one : list.revoked) {
    revoked.push_back(
        {{"license_id", one.license_id}, {"at", to_rfc3339(one.at_ms)}, {"reason", one.reason}});
  }
  const Json payload = {{"type", kRevocationsType},
                        {"company_id", list.company_id},
                        {"sequence", list.sequence},
                        {"issued_at", to_rfc3339(list.issued_at_ms)},
                        {"revoked", std::move(revoked)}};
  return sign_typed(payload, license_key, {{"kid", crypto::key_id(license_key.public_key())}});
}

Result<RevocationList> verify_revocations(std::string_view token, const KeyOf& license_key,
                                          std::string_view company_id, std::int64_t sequence_seen,
                                          TimeMs now_ms) {
  const Json footer = TRY(peek_typed_footer(token));
  const std::string kid = TRY(coded("malformed-document", json_text(footer, "kid")));
  const auto key = license_key(kid);
  if (!key)
    return refuse(ErrorCode::untrusted, "unknown-key",
                  "the list is signed by a key this program does not know or no longer trusts");
  const Json json = TRY(open_typed(token, *key, "", kRevocationsType, kRevocationsSchema));
  // An old list is still good: what it revokes stays revoked.
  TRY(check_age(json["issued_at"].get<std::string>(), kNeverTooOldMs, now_ms));
  RevocationList list{.company_id = json["company_id"], .sequence = json["sequence"]};
  if (list.company_id != company_id)
    return refuse(ErrorCode::untrusted, "wrong-company", "the list is another company's");
  if (list.sequence < sequence_seen)
    return refuse(ErrorCode::untrusted, "revocations-rolled-back",
                  "list " + std::to_string(list.sequence) + " is older than list " +
                      std::to_string(sequence_seen) + ", which was accepted already");
  list.issued_at_ms = TRY(parse_rfc3339(json["issued_at"].get<std::string>()));
  list.revoked.reserve(json["revoked"].size());
  for (const Json& one : json["revoked"]) {
    Revocation revocation{.license_id = one["license_id"], .reason = one["reason"]};
    revocation.at_ms = TRY(parse_rfc3339(one["at"].get<std::string>()));
    list.revoked.push_back(std::move(revocation));
  }
  return list;
}

}  // namespace kontor::licensing
