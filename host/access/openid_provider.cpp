#include "host/access/openid_provider.hpp"

#include <algorithm>

#include "base/core/bytes.hpp"
#include "base/crypto/hash.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kAnswerBytesMax = std::size_t{256} << 10;
constexpr std::size_t kUrlBytesMax = 2000;
constexpr std::size_t kSubjectBytesMax = 255;

Error not_trusted(const std::string& why) {
  return Error{ErrorCode::untrusted, "single sign-on: " + why, R"({"code":"sign-on-refused"})"};
}

struct UrlParts {
  std::string origin;
  std::string target;
};

// Plain http only where nothing leaves the machine.
Result<UrlParts> parts_of_url(const std::string& url) {
  const auto scheme = url.find("://");
  const auto path = scheme == std::string::npos ? scheme : url.find('/', scheme + 3);
  const std::string origin = url.substr(0, path);
  const bool local = origin.starts_with("http://127.0.0.1") || origin.starts_with("http://[::1]") ||
                     origin.starts_with("http://localhost");
  if (url.size() > kUrlBytesMax || scheme == std::string::npos ||
      !(origin.starts_with("https://") || local)) {
    return not_trusted("the provider names an address that is not https");
  }
  return UrlParts{origin, path == std::string::npos ? "/" : url.substr(path)};
}

std::string text_of(const Json& json, const char* name) {
  const auto member = json.find(name);
  return member != json.end() && member->is_string() ? member->get<std::string>() : std::string();
}

bool names_client(const Json& claims, const std::string& client) {
  const auto audience = claims.find("aud");
  if (audience == claims.end()) return false;
  if (audience->is_string()) return *audience == client;
  if (!audience->is_array()) return false;
  const bool named = std::find(audience->begin(), audience->end(), client) != audience->end();
  return named && (audience->size() == 1 || text_of(claims, "azp") == client);
}

std::string form(const std::vector<std::pair<std::string, std::string>>& values) {
  std::string text;
  for (const auto& [name, value] : values) {
    text += (text.empty() ? "" : "&") + name + "=" + http::percent_encode(value);
  }
  return text;
}

}  // namespace

Result<Json> OpenIdProvider::ask(const std::string& method, const std::string& url,
                                 const http::Headers& headers, const std::string& body) {
  const UrlParts parts = TRY(parts_of_url(url));
  http::ClientOptions options;
  options.timeout_ms = 10'000;
  options.body_bytes_max = kAnswerBytesMax;
  options.ca_file = settings_.ca_file;
  const auto client = TRY(http::Client::create(parts.origin, options));
  const http::Response answer = TRY(client->send(method, parts.target, headers, body));
  if (answer.status != 200) {
    return not_trusted("the provider answered with status " + std::to_string(answer.status));
  }
  auto json = parse_json(answer.body);
  if (!json || !json->is_object()) return not_trusted("the provider's answer is no JSON object");
  return std::move(*json);
}

// Discovery section 4.3: the issuer in the document must be the one that was asked.
Result<OpenIdProvider::Configuration> OpenIdProvider::configuration() {
  const std::lock_guard lock(mutex_);
  if (configuration_ && configuration_->until_ms > clock_.monotonic_ms()) return *configuration_;
  std::string base = settings_.issuer;
  if (base.ends_with('/')) base.pop_back();
  const Json document = TRY(ask("GET", base + "/.well-known/openid-configuration"));
  if (text_of(document, "issuer") != settings_.issuer) {
    return not_trusted("the provider's document is of another issuer");
  }
  Configuration found{text_of(document, "authorization_endpoint"),
                      text_of(document, "token_endpoint"), text_of(document, "jwks_uri"),
                      clock_.monotonic_ms() + kConfigurationMs};
  TRY(parts_of_url(found.authorization_endpoint));
  configuration_ = found;
  return found;
}

Result<crypto::JwkSet> OpenIdProvider::keys(bool again) {
  const Configuration present = TRY(configuration());
  const std::lock_guard lock(mutex_);
  const std::int64_t age_ms = clock_.monotonic_ms() - keys_at_ms_;
  if (keys_ && age_ms < (again ? kKeysAgainMs : kConfigurationMs)) return *keys_;
  const Json set = TRY(ask("GET", present.keys_uri));
  keys_ = TRY(crypto::JwkSet::parse(set));
  keys_at_ms_ = clock_.monotonic_ms();
  return *keys_;
}

Result<Json> OpenIdProvider::verified(const std::string& token) {
  const crypto::JwkSet known = TRY(keys(/*again=*/false));
  auto claims = known.verify(token);
  if (claims || claims.error().detail.find("unknown-key") == std::string::npos) return claims;
  const crypto::JwkSet newer = TRY(keys(/*again=*/true));
  return newer.verify(token);
}

Result<std::string> OpenIdProvider::authorization_url(const std::string& state,
                                                      const std::string& nonce,
                                                      const std::string& verifier) {
  const Configuration present = TRY(configuration());
  const bool has_query = present.authorization_endpoint.find('?') != std::string::npos;
  return present.authorization_endpoint + (has_query ? "&" : "?") +
         form({{"response_type", "code"},
               {"client_id", settings_.client_id},
               {"redirect_uri", settings_.redirect_uri},
               {"scope", "openid email profile"},
               {"state", state},
               {"nonce", nonce},
               {"code_challenge", base64url_encode(crypto::sha256(verifier))},
               {"code_challenge_method", "S256"}});
}

Result<Json> OpenIdProvider::redeem(const std::string& code, const std::string& nonce,
                                    const std::string& verifier) {
  const Configuration present = TRY(configuration());
  // RFC 6749 section 2.3.1: both are form-encoded before they are joined.
  const std::string basic = base64_encode(http::percent_encode(settings_.client_id) + ":" +
                                          http::percent_encode(settings_.client_secret));
  const Json answer = TRY(ask(
      "POST", present.token_endpoint,
      {{"authorization", "Basic " + basic}, {"content-type", "application/x-www-form-urlencoded"}},
      form({{"grant_type", "authorization_code"},
            {"code", code},
            {"redirect_uri", settings_.redirect_uri},
            {"code_verifier", verifier}})));
  Json claims = TRY(verified(text_of(answer, "id_token")));
  TRY(check_claims(claims, nonce));
  return claims;
}

// Core section 3.1.3.7, steps 2 to 5 and 9 to 11.
Status OpenIdProvider::check_claims(const Json& claims, const std::string& nonce) const {
  const std::int64_t now_s = clock_.now_ms() / 1000;
  const auto number = [&claims](const char* name) -> std::int64_t {
    const auto member = claims.find(name);
    return member != claims.end() && member->is_number_integer() ? member->get<std::int64_t>() : 0;
  };
  if (text_of(claims, "iss") != settings_.issuer) return not_trusted("another issuer's token");
  if (!names_client(claims, settings_.client_id)) return not_trusted("a token for another client");
  if (number("exp") + kSkewS <= now_s) return not_trusted("the token has expired");
  if (number("iat") - kSkewS > now_s) return not_trusted("the token is from the future");
  if (nonce.empty() || text_of(claims, "nonce") != nonce) {
    return not_trusted("the token answers another sign-on");
  }
  const std::string subject = text_of(claims, "sub");
  if (subject.empty() || subject.size() > kSubjectBytesMax || !is_utf8(subject)) {
    return not_trusted("the token names nobody");
  }
  return ok();
}

}  // namespace kontor::host
