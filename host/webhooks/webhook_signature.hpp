#pragma once

#include <string>
#include <string_view>

#include "base/core/clock.hpp"
#include "base/core/random.hpp"
#include "base/core/result.hpp"
#include "base/http/message.hpp"

namespace kontor::host {

// Signatures of the Standard Webhooks specification 1.0.0, symmetric scheme "v1".

// "whsec_" and 24 random bytes in base64.
std::string new_webhook_secret(Random& random);

// webhook-id, webhook-timestamp and webhook-signature over "id.timestamp.body". `secret` is the
// text of above; invalid_argument for another.
Result<http::Headers> webhook_headers(const std::string& secret, const std::string& id,
                                      TimeMs now_ms, std::string_view body);

}  // namespace kontor::host
