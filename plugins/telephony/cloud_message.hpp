#pragma once

#include <map>
#include <optional>
#include <string>

#include "call.hpp"

namespace kontor::telephony {

// What a cloud exchange tells by its webhook: one event of one call.
struct CloudMessage {
  enum class Kind { ring, answer, end, recording };
  Kind kind = Kind::ring;
  std::string event_id = {};  // The same at every delivery.
  std::string call_id = {};
  std::string number = {};     // The outside party.
  std::string extension = {};  // The inside party, where there is one.
  std::string direction = {};  // "in" or "out".
  std::string recording = {};  // Its name, below the address in the settings.
  std::int64_t at_ms = 0;
};

// The message, or nothing and what is wrong with it.
std::optional<CloudMessage> parse_cloud_message(const std::string& body, std::string& problem);

// The value of X-Kontor-Signature: HMAC-SHA256 of "<X-Kontor-Timestamp>.<body>".
std::string cloud_signature(const std::string& secret, const std::string& timestamp,
                            const std::string& body);

inline constexpr std::int64_t kCloudAgeMaxS = 300;

// True if the headers prove that the body comes from who knows the secret, now.
bool is_authentic(const std::map<std::string, std::string>& headers, const std::string& body,
                  const std::string& secret, std::int64_t now_s);

}  // namespace kontor::telephony
