#pragma once

#include "base/http/response_writer.hpp"

namespace kontor::http {

// Text of one event (WHATWG HTML section 9.2.6). Line ends in id and name are dropped.
std::string event_text(const Event& event);

// Streams events until the source ends, the other side leaves or the server stops.
// The connection cannot be kept alive afterwards.
Status write_events(Wire& wire, const Request& request, Response& response,
                    const WriteOptions& options);

}  // namespace kontor::http
