#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/clock.hpp"
#include "base/http/message.hpp"

// Webhooks in the form of Standard Webhooks 1.0 (HMAC-SHA256, "v1").
namespace kontor::marketplace::billing {

inline constexpr std::int64_t kWebhookToleranceMs = 5 * 60 * 1000;

// The raw secret of its usual text, "whsec_" and base64 of 24 to 64 bytes; invalid_argument for
// others.
Result<std::string> parse_webhook_secret(std::string_view text);

// The header webhook-signature of one message.
std::string webhook_signature(std::string_view secret, std::string_view id,
                              std::int64_t timestamp_s, std::string_view body);

// The message's webhook-id, if one of its signatures is made with one of the secrets (a new one
// and the one before it, while they change) and its time is within five minutes of `now_ms`.
// unauthenticated otherwise; which of the two failed is told, for the secret is not.
Result<std::string> verify_webhook(const std::vector<std::string>& secrets,
                                   const http::Headers& headers, std::string_view body,
                                   TimeMs now_ms);

}  // namespace kontor::marketplace::billing
