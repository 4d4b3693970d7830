#pragma once

#include <string>
#include <string_view>

#include "base/core/result.hpp"
#include "sdk/runtime/descriptor.hpp"

namespace kontor::host {

// Commands and replies of SMTP on one socket, each within a time. One thread.
class SmtpConversation {
 public:
  SmtpConversation(runtime::Descriptor socket, int timeout_ms)
      : socket_(std::move(socket)), timeout_ms_(timeout_ms) {}

  // Sends a line (or nothing, for the greeting) and reads the reply, all lines of it.
  // invalid_argument for a reply of 5xx, unavailable for any other that does not begin
  // with `wanted`; the server's words are in the message.
  Result<std::string> ask(const std::string& line, char wanted);
  Status send(std::string_view bytes);

  // For STARTTLS: the socket goes to somebody else.
  runtime::Descriptor give_socket() { return std::move(socket_); }

 private:
  Result<std::string> read_line();

  runtime::Descriptor socket_;
  int timeout_ms_;
  std::string buffer_;
};

}  // namespace kontor::host
