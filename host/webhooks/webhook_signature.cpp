#include "host/webhooks/webhook_signature.hpp"

#include "base/core/bytes.hpp"
#include "base/crypto/hash.hpp"

namespace kontor::host {

namespace {

constexpr std::string_view kSecretPrefix = "whsec_";
constexpr std::size_t kWebhookSecretBytes = 24;

}  // namespace

std::string new_webhook_secret(Random& random) {
  return std::string(kSecretPrefix) + base64_encode(random.bytes(kWebhookSecretBytes));
}

Result<http::Headers> webhook_headers(const std::string& secret, const std::string& id,
                                      TimeMs now_ms, std::string_view body) {
  if (!secret.starts_with(kSecretPrefix)) {
    return Error{ErrorCode::invalid_argument, "not a secret of a webhook"};
  }
  const std::string key = TRY(base64_decode(secret.substr(kSecretPrefix.size())));
  const std::string timestamp = std::to_string(now_ms / 1000);
  const std::string text = id + "." + timestamp + "." + std::string(body);
  return http::Headers{
      {"content-type", "application/json"},
      {"webhook-id", id},
      {"webhook-timestamp", timestamp},
      {"webhook-signature", "v1," + base64_encode(crypto::hmac_sha256(key, text))}};
}

}  // namespace kontor::host
