#include "base/http/connection.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/StreamSocketImpl.h>

#include <exception>

#include "base/core/log.hpp"
#include "base/http/body_reader.hpp"
#include "base/http/body_store.hpp"
#include "base/http/head_lines.hpp"
#include "base/http/header_text.hpp"
#include "base/http/response_writer.hpp"

namespace kontor::http {
namespace {

// An unwanted body up to this long is read and dropped to keep the connection.
constexpr std::uint64_t kDrainBytesMax = std::uint64_t{256} << 10;

bool is_closed(const Error& error) { return error.message == "closed"; }

// Why a request never became whole, as an answer.
Error as_refusal(const Error& error) {
  if (error.code != ErrorCode::unavailable) return error;
  return refusal(408, "request-timeout", "the request did not arrive in time");
}

std::string peer_address(const Poco::Net::StreamSocket& socket) {
  try {
    return socket.peerAddress().host().toString();
  } catch (const Poco::Exception&) {
    return {};  // Gone already.
  }
}

// Ours, or the caller's if it is a harmless token.
std::string request_id(const Headers& headers, IdSource& ids) {
  const auto given = headers.find("x-request-id");
  if (given != headers.end() && given->second.size() <= 64 && is_token(given->second)) {
    return given->second;
  }
  return ids.next();
}

}  // namespace

Connection::Connection(const Poco::Net::StreamSocket& socket, const ServerContext& context)
    : TCPServerConnection(socket),
      context_(context),
      wire_(socket, !context.options.certificate_file.empty()) {}

void Connection::run() {
  const int descriptor = wire_.socket().impl()->sockfd();
  context_.registry.enter(descriptor);
  try {
    wire_.socket().setNoDelay(true);
    peer_ = peer_address(wire_.socket());
    while (true) {
      if (wire_.buffered().empty()) {
        context_.registry.set_idle(descriptor, true);
        const auto state =
            wire_.wait(deadline_in(context_.options.idle_timeout_ms), context_.registry.stop_fd());
        context_.registry.set_idle(descriptor, false);
        if (state != Wire::Wait::readable) break;
      }
      if (serve_one() == After::close) break;
    }
  } catch (const std::exception& exception) {
    log::warning("connection failed", {{"reason", exception.what()}});
  }
  context_.registry.leave(descriptor);
}

Result<RequestHead> Connection::read_head(Deadline deadline) {
  const HeadLimits limits{context_.options.header_bytes_max, context_.options.target_bytes_max};
  while (true) {
    // RFC 9112 section 2.2: an empty line before the request line is ignored.
    if (wire_.buffered().starts_with("\r\n")) wire_.consume(2);
    const auto size = TRY(head_size(wire_.buffered(), limits));
    if (size) {
      const std::string bytes(wire_.buffered().substr(0, *size));
      wire_.consume(*size);
      return parse_request_head(bytes, limits);
    }
    TRY(wire_.read_more(deadline));
  }
}

Status Connection::read_body(const RequestHead& head, Request& request, bool& wire_is_aligned) {
  const std::uint64_t length = head.content_length.value_or(0);
  auto rule = context_.router.admit(request);
  if (rule && length > rule->bytes_max) {
    rule = refusal(413, "body-too-large",
                   "the body is longer than " + std::to_string(rule->bytes_max) + " bytes");
  }
  if (length == 0 && !head.chunked) {
    wire_is_aligned = true;
    return rule ? ok() : Status(rule.error());
  }
  if (!rule) {
    // A client that waits for 100 Continue sends no body after a refusal; a short body
    // is dropped; otherwise the connection ends after the answer.
    if (!head.chunked && !head.expects_continue && length <= kDrainBytesMax) {
      TRY(read_sized(wire_, length, deadline_in(context_.options.request_timeout_ms),
                     [](std::string_view) { return ok(); }));
      wire_is_aligned = true;
    }
    return rule.error();
  }
  const std::uint64_t longest = head.chunked ? rule->bytes_max : length;
  const int patience_ms = context_.options.request_timeout_ms +
                          static_cast<int>(longest / static_cast<std::uint64_t>(kBytesPerMsMin));
  const Deadline deadline = deadline_in(patience_ms);
  if (head.expects_continue && wire_.buffered().empty()) {
    TRY(wire_.write("HTTP/1.1 100 Continue\r\n\r\n", deadline));
  }
  auto store = TRY(BodyStore::create(*rule));
  const BodySink sink = [&store](std::string_view part) { return store->add(part); };
  if (head.chunked) {
    TRY(read_chunked(wire_, deadline, sink));
  } else {
    TRY(read_sized(wire_, length, deadline, sink));
  }
  wire_is_aligned = true;
  return store->finish(request);
}

Connection::After Connection::serve_one() {
  const auto begin = std::chrono::steady_clock::now();
  Request request;
  request.peer = peer_;
  auto head = read_head(deadline_in(context_.options.request_timeout_ms));
  if (!head) {
    if (is_closed(head.error())) return After::close;
    request.method = "GET";  // Decides only that the answer has a body.
    request.request_id = context_.ids.next();
    return answer(request, context_.router.refuse(request, as_refusal(head.error())), After::close);
  }
  request.method = head->method;
  request.target = head->target;
  request.headers = std::move(head->headers);
  request.request_id = request_id(request.headers, context_.ids);

  bool wire_is_aligned = false;
  const Status body = read_body(*head, request, wire_is_aligned);
  if (!body && is_closed(body.error())) return After::close;
  Response response = body ? context_.router.dispatch(request)
                           : context_.router.refuse(request, as_refusal(body.error()));
  const BodyFileRemover remover(request.body_file);
  const bool keep = wire_is_aligned && head->keep_alive && !context_.registry.is_stopping();
  const int status = response.status;
  const After after = answer(request, std::move(response), keep ? After::keep_alive : After::close);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  log::info("request", {{"method", request.method},
                        {"route", request.route},
                        {"status", status},
                        {"duration_ms", took.count()},
                        {"request_id", request.request_id}});
  return after;
}

Connection::After Connection::answer(const Request& request, Response response, After after) {
  if (response.events) after = After::close;
  const WriteOptions options{.keep_alive = after == After::keep_alive,
                             .write_timeout_ms = context_.options.request_timeout_ms,
                             .wake_fd = context_.registry.stop_fd()};
  if (!write_response(wire_, request, std::move(response), options)) return After::close;
  if (after == After::close) wire_.close_gently();
  return after;
}

}  // namespace kontor::http
