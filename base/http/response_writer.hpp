#pragma once

#include "base/http/message.hpp"
#include "base/http/wire.hpp"

namespace kontor::http {

struct WriteOptions {
  bool keep_alive = true;  // False adds Connection: close.
  int write_timeout_ms = 30000;
  int wake_fd = -1;  // Readable when the server stops: ends event streams.
};

// The bytes of an answer that is neither a file nor a stream; HEAD and If-None-Match as
// write_response treats them.
std::string answer_text(const Request& request, Response response, bool keep_alive);

// Answers `request` on the wire: a body, a file (sendfile, Range and If-Range,
// If-None-Match) or an event stream. HEAD gets the headers only. An error means the
// connection is of no more use.
Status write_response(Wire& wire, const Request& request, Response response,
                      const WriteOptions& options);

}  // namespace kontor::http
