#include "base/tuf/document.hpp"

#include <optional>
#include <set>

#include "base/core/bytes.hpp"
#include "base/crypto/canonical_json.hpp"
#include "base/crypto/dsse.hpp"
#include "base/crypto/hash.hpp"
#include "base/tuf/limits.hpp"

namespace kontor::tuf {
namespace {

std::optional<crypto::PublicKey> parse_key(const Json& object) {
  const auto scheme = json_text(object, "scheme");
  const auto type = json_text(object, "keytype");
  if (!scheme || !type || !object.contains("keyval")) return std::nullopt;
  const auto text = json_text(object.at("keyval"), "public");
  if (!text) return std::nullopt;
  Result<crypto::PublicKey> key = Error{ErrorCode::invalid_argument, "unknown scheme"};
  if (*type == "ed25519" && *scheme == "ed25519") {
    const auto raw = hex_decode(*text);
    if (raw) key = crypto::PublicKey::from_ed25519(*raw);
  } else if ((*type == "ecdsa" || *type == "ecdsa-sha2-nistp256") &&
             *scheme == "ecdsa-sha2-nistp256") {
    key = crypto::PublicKey::from_pem(*text, crypto::KeyScheme::ecdsa_p256_sha256);
  } else if (*type == "rsa" && *scheme == "rsassa-pss-sha256") {
    key = crypto::PublicKey::from_pem(*text, crypto::KeyScheme::rsa_pss_sha256);
  }
  if (!key) return std::nullopt;
  return std::move(key).value();
}

bool is_id_of(const std::string& id, const Json& object) {
  const auto whole = crypto::canonical_json(object);
  if (whole && crypto::sha256_hex(*whole) == id) return true;
  const Json named = {{"keytype", object.at("keytype")},
                      {"scheme", object.at("scheme")},
                      {"keyval", {{"public", object.at("keyval").at("public")}}}};
  const auto reduced = crypto::canonical_json(named);
  return reduced && crypto::sha256_hex(*reduced) == id;
}

Verdict<std::vector<Signature>> parse_signatures(const Json& list, const std::string& role) {
  if (!list.is_array()) return malformed(role, "\"signatures\" must be a list");
  if (list.size() > kSignaturesMax)
    return Refusal{Fault::too_large, role, std::to_string(list.size()) + " signatures"};
  std::vector<Signature> signatures;
  std::set<std::string> ids;
  for (const Json& entry : list) {
    const std::string id = TRY(sound(json_text(entry, "keyid"), role));
    // 4.2: several signatures with one key id are not allowed, even where the others suffice.
    if (!ids.insert(id).second) return malformed(role, "two signatures have one key id");
    const std::string text = TRY(sound(json_text(entry, "sig"), role));
    auto bytes = hex_decode(text);
    if (bytes && !bytes->empty()) signatures.push_back({id, std::move(bytes).value()});
  }
  return signatures;
}

}  // namespace

Verdict<KeyTable> parse_keys(const Json& keys, const std::string& role) {
  if (!keys.is_object()) return malformed(role, "\"keys\" must be an object");
  if (keys.size() > kKeysMax)
    return Refusal{Fault::too_large, role, std::to_string(keys.size()) + " keys"};
  KeyTable table;
  for (const auto& [id, object] : keys.items()) {
    auto key = parse_key(object);
    if (key && is_id_of(id, object)) table.emplace(id, std::move(*key));
  }
  return table;
}

Verdict<RoleKeys> parse_role_keys(const Json& object, const std::string& role) {
  RoleKeys signers;
  signers.threshold = TRY(sound(json_integer(object, "threshold"), role));
  if (signers.threshold < 1) return malformed(role, "\"threshold\" must be at least 1");
  const auto ids = object.find("keyids");
  if (ids == object.end() || !ids->is_array()) return malformed(role, "\"keyids\" must be a list");
  for (const Json& id : *ids) {
    if (!id.is_string()) return malformed(role, "a key id must be a text");
    signers.key_ids.insert(id.get<std::string>());
  }
  return signers;
}

Verdict<Document> parse_document(std::string_view bytes, std::string_view type,
                                 const std::string& role, std::size_t bytes_max) {
  if (bytes.size() > bytes_max)
    return Refusal{Fault::too_large, role, "longer than " + std::to_string(bytes_max) + " bytes"};
  Json file = TRY(sound(parse_json(bytes, {bytes_max, kJsonDepthMax}), role));
  if (!file.is_object() || !file.contains("signed") || !file.contains("signatures") ||
      !file.at("signed").is_object())
    return malformed(role, "not a signed metadata file");

  Document document;
  document.signatures = TRY(parse_signatures(file.at("signatures"), role));
  document.body = std::move(file.at("signed"));
  document.canonical = TRY(sound(crypto::canonical_json(document.body), role));
  const std::string found = TRY(sound(json_text(document.body, "_type"), role));
  if (found != type)
    return malformed(role, "is of type \"" + found + "\", not \"" + std::string(type) + "\"");
  const std::string spec = TRY(sound(json_text(document.body, "spec_version"), role));
  if (!spec.starts_with("1."))
    return malformed(role, "follows specification " + spec + "; this client knows 1.x");
  return document;
}

Verdict<> check_threshold(const Document& document, const KeyTable& keys, const RoleKeys& signers,
                          const std::string& role) {
  std::set<std::string> signed_by;  // By material.
  for (const Signature& signature : document.signatures) {
    const auto key = keys.find(signature.key_id);
    if (key == keys.end() || !signers.key_ids.contains(signature.key_id)) continue;
    const std::string material = crypto::key_id(key->second);
    if (signed_by.contains(material)) continue;
    if (key->second.verify(document.canonical, signature.bytes)) signed_by.insert(material);
    if (static_cast<std::int64_t>(signed_by.size()) >= signers.threshold) return accepted();
  }
  return Refusal{Fault::threshold_not_met, role,
                 "signed by " + std::to_string(signed_by.size()) + " of the " +
                     std::to_string(signers.threshold) + " keys it needs"};
}

}  // namespace kontor::tuf
