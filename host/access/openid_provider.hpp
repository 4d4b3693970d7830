#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/crypto/jwt.hpp"
#include "base/http/client.hpp"

namespace kontor::host {

// What a company tells of its OpenID provider.
struct OpenIdSettings {
  std::string issuer = {};  // Empty: no single sign-on. https, or http on this machine.
  std::string client_id = {};
  std::string client_secret = {};
  std::string redirect_uri = {};  // …/api/v1/sso/callback, as registered at the provider.
  std::string ca_file = {};       // Roots for https; empty: the system's.
};

// One OpenID provider as a client sees it: OpenID Connect Core 1.0 with Discovery 1.0. Its
// configuration is read when first needed and again after an hour, its keys as well, and at once
// (but at most every ten seconds) when a token names a key nobody knows: so keys may rotate. Any
// thread.
class OpenIdProvider {
 public:
  OpenIdProvider(OpenIdSettings settings, const Clock& clock)
      : settings_(std::move(settings)), clock_(clock) {}

  const OpenIdSettings& settings() const { return settings_; }
  // URL to send the browser to (Core section 3.1.2.1; PKCE, RFC 7636, with S256).
  Result<std::string> authorization_url(const std::string& state, const std::string& nonce,
                                        const std::string& verifier);
  // The claims of the ID token that `code` is good for: signature, issuer, audience, times and
  // nonce checked (Core section 3.1.3.7). untrusted when one does not hold.
  Result<Json> redeem(const std::string& code, const std::string& nonce,
                      const std::string& verifier);

  static constexpr std::int64_t kConfigurationMs = 3'600'000;
  static constexpr std::int64_t kKeysAgainMs = 10'000;
  static constexpr std::int64_t kSkewS = 60;

 private:
  struct Configuration {
    std::string authorization_endpoint;
    std::string token_endpoint;
    std::string keys_uri;
    std::int64_t until_ms = 0;
  };
  Result<Json> ask(const std::string& method, const std::string& url,
                   const http::Headers& headers = {}, const std::string& body = {});
  Result<Configuration> configuration();
  Result<crypto::JwkSet> keys(bool again);
  Result<Json> verified(const std::string& token);
  Status check_claims(const Json& claims, const std::string& nonce) const;

  const OpenIdSettings settings_;
  const Clock& clock_;
  std::mutex mutex_;
  std::optional<Configuration> configuration_;
  std::optional<crypto::JwkSet> keys_;
  std::int64_t keys_at_ms_ = 0;
};

}  // namespace kontor::host
