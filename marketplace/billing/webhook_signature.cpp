#include "marketplace/billing/webhook_signature.hpp"

#include <charconv>

#include "base/core/bytes.hpp"
#include "base/crypto/hash.hpp"

namespace kontor::marketplace::billing {
namespace {

constexpr std::string_view kSecretPrefix = "whsec_";
constexpr std::size_t kSecretBytesMin = 24, kSecretBytesMax = 64;
constexpr std::size_t kWebhookIdMax = 200;
constexpr std::size_t kSignaturesMax = 16;
constexpr std::int64_t kMsPerSecond = 1000;

Error refused_webhook(const char* why) { return {ErrorCode::unauthenticated, why}; }

const std::string* header_of(const http::Headers& headers, const char* name) {
  const auto found = headers.find(name);
  return found == headers.end() || found->second.empty() ? nullptr : &found->second;
}

bool signed_by_any(const std::vector<std::string>& secrets, const std::string& signatures,
                   const std::string& id, std::int64_t timestamp_s, std::string_view body) {
  std::size_t tried = 0;
  std::string_view rest = signatures;
  while (!rest.empty() && tried++ < kSignaturesMax) {
    const std::size_t space = rest.find(' ');
    const std::string_view one = rest.substr(0, space);
    rest = space == std::string_view::npos ? std::string_view() : rest.substr(space + 1);
    for (const std::string& secret : secrets)
      if (crypto::equal_secrets(one, webhook_signature(secret, id, timestamp_s, body))) return true;
  }
  return false;
}

}  // namespace

Result<std::string> parse_webhook_secret(std::string_view text) {
  if (!text.starts_with(kSecretPrefix))
    return Error{ErrorCode::invalid_argument, "a webhook secret begins with whsec_"};
  std::string secret = TRY(base64_decode(text.substr(kSecretPrefix.size())));
  if (secret.size() < kSecretBytesMin || secret.size() > kSecretBytesMax)
    return Error{ErrorCode::invalid_argument, "a webhook secret has 24 to 64 bytes"};
  return secret;
}

std::string webhook_signature(std::string_view secret, std::string_view id,
                              std::int64_t timestamp_s, std::string_view body) {
  std::string content(id);
  content += '.';
  content += std::to_string(timestamp_s);
  content += '.';
  content += body;
  return "v1," + base64_encode(crypto::hmac_sha256(secret, content));
}

Result<std::string> verify_webhook(const std::vector<std::string>& secrets,
                                   const http::Headers& headers, std::string_view body,
                                   TimeMs now_ms) {
  const std::string* id = header_of(headers, "webhook-id");
  const std::string* time = header_of(headers, "webhook-timestamp");
  const std::string* signatures = header_of(headers, "webhook-signature");
  if (id == nullptr || time == nullptr || signatures == nullptr || id->size() > kWebhookIdMax)
    return refused_webhook("send webhook-id, webhook-timestamp and webhook-signature");
  std::int64_t timestamp_s = 0;
  const auto [end, failed] =
      std::from_chars(time->data(), time->data() + time->size(), timestamp_s);
  constexpr std::int64_t kSecondsMax = 253'402'300'799;  // The year 9999.
  if (failed != std::errc() || end != time->data() + time->size() || timestamp_s < 0 ||
      timestamp_s > kSecondsMax)
    return refused_webhook("webhook-timestamp is seconds since 1970");
  if (!signed_by_any(secrets, *signatures, *id, timestamp_s, body))
    return refused_webhook("the webhook's signature is not of a secret this market shares");
  const std::int64_t age_ms = now_ms - timestamp_s * kMsPerSecond;
  if (age_ms > kWebhookToleranceMs || age_ms < -kWebhookToleranceMs)
    return refused_webhook("the webhook is more than five minutes old, or from the future");
  return *id;
}

}  // namespace kontor::marketplace::billing
