// The half of a connection that workers run.

#include "base/http/connection.hpp"

#include <exception>

#include "base/core/log.hpp"
#include "base/http/body_reader.hpp"
#include "base/http/body_store.hpp"
#include "base/http/connections.hpp"
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

// Ours, or the caller's if it is a harmless token.
std::string request_id(const Headers& headers, IdSource& ids) {
  const auto given = headers.find("x-request-id");
  if (given != headers.end() && given->second.size() <= 64 && is_token(given->second)) {
    return given->second;
  }
  return ids.next();
}

}  // namespace

void Connection::work() {
  if (is_tls_) return work_securely();
  give_back(serve_one());
}

// TLS may hold bytes that nobody but itself can see: looked for before the loop waits again.
void Connection::work_securely() {
  while (true) {
    if (serve_one() == After::close) return give_back(After::close);
    if (!wire_.buffered().empty()) continue;
    if (wire_.wait(std::chrono::steady_clock::now()) == Wire::Wait::readable) continue;
    if (rest()) return;
    state_ = State::busy;
  }
}

// False when something came meanwhile, and the connection is still ours.
bool Connection::rest() {
  deadline_ = deadline_in(context_.options.idle_timeout_ms);
  State expected = State::busy;
  return state_.compare_exchange_strong(expected, State::waiting);
}

void Connection::give_back(After after) {
  const auto self = shared_from_this();
  if (after == After::close) {
    if (is_tls_) wire_.close_gently();
    home_.loop().post([self] { self->is_tls_ ? self->end() : self->linger(); });
    return;
  }
  const bool more =
      !wire_.buffered().empty() || wire_.may_have_more() || is_hung_up_ || peer_is_done_;
  if (more || !rest()) home_.loop().post([self] { self->read_and_advance(); });
}

void Connection::fail(const char* reason) {
  log::warning("connection failed", {{"reason", reason}});
  home_.loop().post([self = shared_from_this()] { self->end(); });
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

Status Connection::read_body(bool& wire_is_aligned) {
  const std::uint64_t length = head_->content_length.value_or(0);
  auto rule = context_.router.admit(request_);
  if (rule && length > rule->bytes_max) {
    rule = refusal(413, "body-too-large",
                   "the body is longer than " + std::to_string(rule->bytes_max) + " bytes");
  }
  if (body_is_taken_ || (length == 0 && !head_->chunked)) {
    wire_is_aligned = true;
    return rule ? ok() : Status(rule.error());
  }
  if (!rule) {
    // A client that waits for 100 Continue sends no body after a refusal; a short body
    // is dropped; otherwise the connection ends after the answer.
    if (!head_->chunked && !head_->expects_continue && length <= kDrainBytesMax) {
      TRY(read_sized(wire_, length, deadline_in(context_.options.request_timeout_ms),
                     [](std::string_view) { return ok(); }));
      wire_is_aligned = true;
    }
    return rule.error();
  }
  const std::uint64_t longest = head_->chunked ? rule->bytes_max : length;
  const int patience_ms = context_.options.request_timeout_ms +
                          static_cast<int>(longest / static_cast<std::uint64_t>(kBytesPerMsMin));
  const Deadline deadline = deadline_in(patience_ms);
  if (head_->expects_continue && wire_.buffered().empty()) {
    TRY(wire_.write("HTTP/1.1 100 Continue\r\n\r\n", deadline));
  }
  auto store = TRY(BodyStore::create(*rule));
  const BodySink sink = [&store](std::string_view part) { return store->add(part); };
  if (head_->chunked) {
    TRY(read_chunked(wire_, deadline, sink));
  } else {
    TRY(read_sized(wire_, length, deadline, sink));
  }
  wire_is_aligned = true;
  return store->finish(request_);
}

Connection::After Connection::serve_one() {
  if (!head_) {
    auto head = read_head(deadline_in(context_.options.request_timeout_ms));
    if (!head) {
      if (is_closed(head.error())) return After::close;
      Request unknown;
      unknown.method = "GET";  // Decides only that the answer has a body.
      unknown.request_id = context_.ids.next();
      return answer(unknown, context_.router.refuse(unknown, as_refusal(head.error())),
                    After::close);
    }
    adopt(std::move(*head));
  }
  bool wire_is_aligned = false;
  const Status body = read_body(wire_is_aligned);
  if (!body && is_closed(body.error())) return After::close;
  Response response = body ? context_.router.dispatch(request_)
                           : context_.router.refuse(request_, as_refusal(body.error()));
  const BodyFileRemover remover(request_.body_file);
  const int status = response.status;
  const After after = answer(request_, std::move(response), after_this_one(wire_is_aligned));
  finish_request(status);
  return after;
}

void Connection::conclude_slowly(const std::function<Result<Response>()>& finish) {
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin_;
  Response response = context_.router.conclude(request_, finish, took.count());
  const int status = response.status;
  const After after = answer(request_, std::move(response), after_this_one(true));
  finish_request(status);
  give_back(after);
}

Connection::After Connection::answer(const Request& request, Response response, After after) {
  if (response.events) after = After::close;
  const WriteOptions options{.keep_alive = after == After::keep_alive,
                             .write_timeout_ms = context_.options.request_timeout_ms,
                             .wake_fd = context_.stop_fd};
  if (!write_response(wire_, request, std::move(response), options)) return After::close;
  return after;
}

void Connection::adopt(RequestHead head) {
  begin_ = std::chrono::steady_clock::now();
  request_ = Request{};
  request_.peer = peer_;
  request_.method = head.method;
  request_.target = head.target;
  request_.headers = std::move(head.headers);
  request_.request_id = request_id(request_.headers, context_.ids);
  head_ = std::move(head);
  body_is_taken_ = false;
}

Connection::After Connection::after_this_one(bool wire_is_aligned) const {
  return wire_is_aligned && head_->keep_alive && !context_.stopping ? After::keep_alive
                                                                    : After::close;
}

void Connection::finish_request(int status) {
  if (log::is_on(log::Level::info)) {
    const std::chrono::duration<double, std::milli> took =
        std::chrono::steady_clock::now() - begin_;
    log::info("request", {{"method", request_.method},
                          {"route", request_.route},
                          {"status", status},
                          {"duration_ms", took.count()},
                          {"request_id", request_.request_id}});
  }
  head_.reset();
  request_ = Request{};
  body_is_taken_ = false;
  is_partial_ = false;
}

}  // namespace kontor::http
