#include "base/crypto/jwt.hpp"

#include <array>
#include <vector>

#include "base/core/bytes.hpp"
#include "base/crypto/jwk.hpp"

namespace kontor::crypto {

namespace {

constexpr std::size_t kTokenBytesMax = 16384;
constexpr std::size_t kJwksMax = 100;

Error untrusted_token(const char* why) { return Error{ErrorCode::untrusted, why}; }

Result<std::array<std::string_view, 3>> parts_of(std::string_view token) {
  const auto first = token.find('.');
  const auto second = first == token.npos ? first : token.find('.', first + 1);
  if (token.size() > kTokenBytesMax || second == token.npos ||
      token.find('.', second + 1) != token.npos) {
    return untrusted_token("not a signed token in compact form");
  }
  return std::array<std::string_view, 3>{token.substr(0, first),
                                         token.substr(first + 1, second - first - 1),
                                         token.substr(second + 1)};
}

Result<Json> decoded_json(std::string_view part) {
  const auto text = base64url_decode(part);
  if (!text) return untrusted_token("a part of the token is not base64url");
  auto json = parse_json(*text);
  if (!json || !json->is_object()) return untrusted_token("a part of the token is not an object");
  return std::move(*json);
}

}  // namespace

struct JwkSet::Keys {
  std::vector<Jwk> keys;
};

Result<JwkSet> JwkSet::parse(const Json& set) {
  const auto keys = set.find("keys");
  if (!set.is_object() || keys == set.end() || !keys->is_array() || keys->size() > kJwksMax) {
    return Error{ErrorCode::invalid_argument, "not a JSON Web Key Set"};
  }
  auto parsed = std::make_shared<Keys>();
  for (const Json& each : *keys) {
    if (auto key = read_jwk(each)) parsed->keys.push_back(std::move(*key));
  }
  return JwkSet(std::move(parsed));
}

Result<Json> JwkSet::verify(std::string_view token) const {
  const auto parts = TRY(parts_of(token));
  const Json header = TRY(decoded_json(parts[0]));
  const auto algorithm = header.find("alg");
  const auto wanted = header.find("kid");
  if (algorithm == header.end() || !algorithm->is_string() || header.contains("crit") ||
      (wanted != header.end() && !wanted->is_string())) {
    return untrusted_token("the token's header is not one we accept");
  }
  const auto signature = base64url_decode(parts[2]);
  if (!signature) return untrusted_token("a part of the token is not base64url");
  const std::string_view signed_text = token.substr(0, parts[0].size() + 1 + parts[1].size());
  bool tried = false;
  for (const Jwk& key : keys_->keys) {
    if (wanted != header.end() && !key.id.empty() && key.id != *wanted) continue;
    if (!serves(key, algorithm->get_ref<const std::string&>())) continue;
    tried = true;
    if (verify_with(key, algorithm->get_ref<const std::string&>(), signed_text, *signature)) {
      return decoded_json(parts[1]);
    }
  }
  if (tried) return untrusted_token("the token's signature is wrong");
  return Error{ErrorCode::untrusted, "no known key signs this token", R"({"code":"unknown-key"})"};
}

}  // namespace kontor::crypto
