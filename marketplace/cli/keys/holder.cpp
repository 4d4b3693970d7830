#include "marketplace/cli/keys/holder.hpp"

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "base/tuf/limits.hpp"
#include "marketplace/repository/offline_documents.hpp"
#include "marketplace/repository/signing.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::size_t kKeyFileMax = 4096;

std::string counted(const Json& role) {
  return std::to_string(role["threshold"].get<std::int64_t>()) + " of " +
         std::to_string(role["keyids"].size()) + " keys: " + role["keyids"].dump();
}

}  // namespace

Result<Json> new_key(const std::filesystem::path& file) {
  if (std::filesystem::exists(file))
    return Error{ErrorCode::conflict, file.string() + " exists; a key is never replaced"};
  const auto key = TRY(crypto::SigningKey::load_or_create(file));
  const std::string id = TRY(tuf_key_id(key.public_key()));
  const std::string public_file = file.string() + ".pub";
  TRY(write_file(public_file, to_text(tuf_key(key.public_key())) + "\n"));
  return Json{{"key", file.string()}, {"public", public_file}, {"keyid", id}};
}

Result<crypto::PublicKey> read_public_key(const std::filesystem::path& file) {
  const std::string text = TRY(read_file(file, kKeyFileMax));
  const Json json = TRY(parse_json(text));
  if (!json.is_object() || !json.contains("keyval") || json.value("keytype", "") != "ed25519")
    return Error{ErrorCode::invalid_argument, file.string() + " is no public key of `keys new`"};
  const std::string hex = TRY(json_text(json["keyval"], "public"));
  const std::string raw = TRY(hex_decode(hex));
  return crypto::PublicKey::from_ed25519(raw);
}

Result<Json> describe(const std::string& document) {
  const Json body = TRY(signed_part(document));
  const Json whole = TRY(parse_json(document, {.bytes_max = tuf::kTargetsBytesMax}));
  Json told{{"type", body["_type"]},
            {"version", body["version"]},
            {"expires", body.value("expires", "")},
            {"signatures", whole.contains("signatures") ? whole["signatures"].size() : 0}};
  if (body.contains("roles"))
    for (const auto& [name, role] : body["roles"].items()) told["role " + name] = counted(role);
  if (body.contains("targets"))
    for (const auto& [path, entry] : body["targets"].items())
      told["target " + path] = entry["hashes"].value("sha256", "");
  if (body.contains("delegations") && body["delegations"].contains("roles"))
    for (const Json& role : body["delegations"]["roles"])
      told["delegates to " + role["name"].get<std::string>()] = counted(role);
  return told;
}

Result<Json> sign_draft(const std::filesystem::path& draft, const std::filesystem::path& key_file,
                        const std::filesystem::path& out) {
  const std::string text = TRY(read_file(draft, tuf::kTargetsBytesMax));
  const auto key = TRY(crypto::SigningKey::load(key_file));
  const std::string copy = TRY(with_signature(text, key));
  TRY(write_file(out, copy));
  Json told = TRY(describe(copy));
  told["signed_by"] = TRY(tuf_key_id(key.public_key()));
  told["written"] = out.string();
  return told;
}

Result<Json> assemble(const std::vector<std::filesystem::path>& copies,
                      const std::filesystem::path& out) {
  std::vector<std::string> texts;
  texts.reserve(copies.size());
  for (const auto& copy : copies) texts.push_back(TRY(read_file(copy, tuf::kTargetsBytesMax)));
  const std::string document = TRY(assembled(texts));
  TRY(write_file(out, document));
  Json told = TRY(describe(document));
  told["written"] = out.string();
  return told;
}

Result<Json> show(const std::filesystem::path& file) {
  const std::string text = TRY(read_file(file, tuf::kTargetsBytesMax));
  return describe(text);
}

}  // namespace kontor::marketplace
