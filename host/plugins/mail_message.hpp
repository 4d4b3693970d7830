#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/result.hpp"

namespace kontor::host {

struct MailAttachment {
  std::string name;
  std::string content_type;
  std::string bytes;
};

// One mail to one person.
struct MailMessage {
  std::string id;    // Becomes the Message-ID; the same at every try, so that a reader that
                     // gets it twice shows it once.
  std::string from;  // "Company <crm@example.test>" or an address alone.
  std::string to;    // An address.
  std::string subject;
  std::string text;
  std::optional<std::string> html = {};
  std::optional<std::string> reply_to = {};
  std::optional<std::string> unsubscribe = {};  // URL
  std::vector<MailAttachment> attachments = {};
};

// As RFC 5322 and MIME want it, lines ended by CR LF; every part is base64, so no line is
// too long and none begins with a dot. invalid_argument when an address or a header text
// could become a header of its own.
Result<std::string> compose(const MailMessage& message, TimeMs now_ms);

// "Company <crm@example.test>" to "crm@example.test". invalid_argument for anything but one
// ASCII address.
Result<std::string> mail_address(std::string_view text);

}  // namespace kontor::host
