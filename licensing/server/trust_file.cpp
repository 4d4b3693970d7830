#include "licensing/server/trust_file.hpp"

#include "base/core/bytes.hpp"
#include "base/core/files.hpp"
#include "base/core/json.hpp"
#include "base/crypto/dsse.hpp"

namespace kontor::licensing {

namespace {

Result<std::vector<crypto::PublicKey>> parse_keys(const Json& list) {
  std::vector<crypto::PublicKey> keys;
  if (!list.is_array()) return Error{ErrorCode::invalid_argument, "keys must be a list"};
  keys.reserve(list.size());
  for (const Json& hex : list) {
    if (!hex.is_string()) return Error{ErrorCode::invalid_argument, "a key must be a text"};
    const std::string raw = TRY(hex_decode(hex.get<std::string>()));
    keys.push_back(TRY(crypto::PublicKey::from_ed25519(raw)));
  }
  return keys;
}

}  // namespace

Result<TrustFile::Content> TrustFile::parse(const std::string& text) {
  const Json json = TRY(parse_json(text, {.bytes_max = kBytesMax}));
  if (!json.is_object() || !json.contains("license_keys") || !json.contains("vendors") ||
      !json["vendors"].is_object()) {
    return Error{ErrorCode::invalid_argument, "license_keys and vendors are required"};
  }
  Content content;
  for (const crypto::PublicKey& key : TRY(parse_keys(json["license_keys"]))) {
    content.license_keys.emplace(crypto::key_id(key), key);
  }
  for (const auto& [vendor, list] : json["vendors"].items()) {
    content.vendors.emplace(vendor, TRY(parse_keys(list)));
  }
  return content;
}

Result<bool> TrustFile::renew() {
  auto read = read_file(file_, kBytesMax);
  if (!read && read.error().code != ErrorCode::not_found) return read.error();
  const std::string text = read ? std::move(*read) : std::string();
  {
    const std::lock_guard lock(mutex_);
    if (text == text_) return false;
  }
  Content content;
  if (!text.empty()) {
    auto parsed = parse(text);
    if (!parsed) {
      return Error{ErrorCode::invalid_argument, file_.string() + ": " + parsed.error().message};
    }
    content = std::move(*parsed);
  }
  const std::lock_guard lock(mutex_);
  text_ = text;
  content_ = std::move(content);
  return true;
}

TrustedKeys TrustFile::keys() {
  return {.license_key = [this](std::string_view kid) -> Result<crypto::PublicKey> {
            const std::lock_guard lock(mutex_);
            const auto found = content_.license_keys.find(kid);
            if (found != content_.license_keys.end()) return found->second;
            return Error{ErrorCode::untrusted, "the licence key " + std::string(kid) +
                                                   " is not in this server's trust file"};
          },
          .vendor_keys = [this](std::string_view vendor) -> Result<Keys> {
            const std::lock_guard lock(mutex_);
            const auto found = content_.vendors.find(vendor);
            if (found != content_.vendors.end()) return found->second;
            return Error{ErrorCode::untrusted, "the vendor " + std::string(vendor) +
                                                   " is not in this server's trust file"};
          }};
}

}  // namespace kontor::licensing
