#include "marketplace/core/statement.hpp"

#include "base/core/bytes.hpp"
#include "base/crypto/canonical_json.hpp"
#include "base/crypto/dsse.hpp"

namespace kontor::marketplace {

Result<Json> sign_statement(std::string_view type, const Json& statement,
                            const std::vector<crypto::SigningKey>& keys) {
  const std::string payload = TRY(crypto::canonical_json(statement));
  Json envelope;
  for (const crypto::SigningKey& key : keys) {
    Json one = crypto::dsse_sign(type, payload, key);
    if (envelope.is_null())
      envelope = std::move(one);
    else
      envelope["signatures"].push_back(one["signatures"][0]);
  }
  if (envelope.is_null()) return Error{ErrorCode::invalid_argument, "nobody signs the statement"};
  return envelope;
}

Result<Json> countersign(const Json& envelope, const std::vector<crypto::SigningKey>& keys) {
  const std::string type = TRY(json_text(envelope, "payloadType"));
  const Json said = TRY(statement_of(envelope, type));
  const Json more = TRY(sign_statement(type, said, keys));
  Json whole = envelope;
  if (!whole.contains("signatures") || !whole["signatures"].is_array() ||
      whole["payload"] != more["payload"])
    return Error{ErrorCode::invalid_argument, "the statement is not in canonical form"};
  for (const Json& signature : more["signatures"]) whole["signatures"].push_back(signature);
  return whole;
}

Result<Json> statement_of(const Json& envelope, std::string_view type) {
  const std::string said = TRY(json_text(envelope, "payloadType"));
  if (said != type)
    return Error{ErrorCode::invalid_argument, "this is a statement of type " + said};
  const std::string encoded = TRY(json_text(envelope, "payload"));
  const std::string payload = TRY(base64_decode(encoded));
  Json statement = TRY(parse_json(payload));
  if (!statement.is_object())
    return Error{ErrorCode::invalid_argument, "a statement is one JSON object"};
  return statement;
}

Status check_signers(const Json& envelope, std::string_view type,
                     const std::vector<crypto::PublicKey>& keys, std::int64_t threshold) {
  std::int64_t signers = 0;
  for (const crypto::PublicKey& key : keys)
    if (crypto::dsse_verify(envelope, type, {key})) ++signers;
  if (signers >= threshold && threshold > 0) return ok();
  return Error{ErrorCode::untrusted, "the statement is signed by " + std::to_string(signers) +
                                         " of the " + std::to_string(threshold) + " keys it needs"};
}

}  // namespace kontor::marketplace
