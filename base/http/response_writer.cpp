#include "base/http/response_writer.hpp"

#include "base/http/event_stream.hpp"
#include "base/http/file_answer.hpp"
#include "base/http/response_head.hpp"

namespace kontor::http {

std::string answer_text(const Request& request, Response response, bool keep_alive) {
  const auto etag = response.headers.find("etag");
  const bool is_read = request.method == "GET" || request.method == "HEAD";
  if (is_read && response.status == 200 && etag != response.headers.end() &&
      names_etag(request.header("if-none-match"), etag->second)) {
    response.status = 304;
    response.headers.erase("content-type");
  }
  const bool has_body = response.status >= 200 && response.status != 204 && response.status != 304;
  std::optional<std::int64_t> length;
  if (has_body) length = static_cast<std::int64_t>(response.body.size());
  std::string bytes = response_head(response, length, keep_alive);
  if (has_body && request.method != "HEAD") bytes += response.body;
  return bytes;
}

Status write_response(Wire& wire, const Request& request, Response response,
                      const WriteOptions& options) {
  response.headers["x-request-id"] = request.request_id;
  if (response.events) return write_events(wire, request, response, options);
  if (!response.file.empty()) return write_file_answer(wire, request, response, options);
  return wire.write(answer_text(request, std::move(response), options.keep_alive),
                    deadline_in(options.write_timeout_ms));
}

}  // namespace kontor::http
