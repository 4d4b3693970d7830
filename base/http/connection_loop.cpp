// The half of a connection that its event loop runs: nothing here waits.

#include <Poco/Exception.h>
#include <Poco/Net/StreamSocketImpl.h>
#include <sys/socket.h>

#include "base/core/log.hpp"
#include "base/http/connections.hpp"
#include "base/http/head_lines.hpp"
#include "base/http/response_writer.hpp"

namespace kontor::http {

namespace {

// A body up to this long is collected without a worker.
constexpr std::uint64_t kCollectedBytesMax = std::uint64_t{64} << 10;
// So long, and so much, the other side may still send after our last answer.
constexpr int kFarewellMs = 1000;
constexpr std::size_t kFarewellBytesMax = std::size_t{8} << 20;

}  // namespace

Connection::Connection(const Poco::Net::StreamSocket& socket, std::string peer,
                       const ServerContext& context, Connections& home)
    : context_(context),
      home_(home),
      is_tls_(!context.options.certificate_file.empty()),
      wire_(socket, is_tls_),
      descriptor_(socket.impl()->sockfd()),
      peer_(std::move(peer)),
      deadline_(deadline_in(context.options.idle_timeout_ms)) {}

void Connection::on_event(bool hung_up) {
  if (is_ended_) return;
  if (hung_up) is_hung_up_ = true;
  State seen = state_;
  while (seen != State::waiting) {
    if (seen == State::busy_with_news) return;
    if (state_.compare_exchange_strong(seen, State::busy_with_news)) return;
  }
  state_ = State::busy;
  if (is_lingering_) return drain();
  if (is_tls_) return hand_to_worker([](Connection& self) { self.work(); });
  read_and_advance();
}

void Connection::on_tick(Deadline now) {
  if (is_ended_ || state_ != State::waiting || now < deadline_) return;
  state_ = State::busy;
  if (is_lingering_ || !is_partial_) return end();
  refuse_late();
}

bool Connection::is_idle() const {
  return state_ == State::waiting && !is_partial_ && !is_lingering_;
}

void Connection::end_if_idle() {
  if (!is_idle()) return;
  state_ = State::busy;
  if (!is_tls_) {
    peer_is_done_ = true;  // For us.
    return read_and_advance();
  }
  if (wire_.wait(std::chrono::steady_clock::now()) == Wire::Wait::readable) {
    return hand_to_worker([](Connection& self) { self.work(); });
  }
  end();
}

void Connection::cut() {
  ::shutdown(descriptor_, SHUT_RDWR);
  if (state_ != State::waiting) return;  // Whoever has it notices.
  state_ = State::busy;
  end();
}

void Connection::read_and_advance() {
  const Wire::Input input = wire_.try_read();
  if (input == Wire::Input::closed) peer_is_done_ = true;
  if (input == Wire::Input::none) is_hung_up_ = false;  // Not yet, after all.
  advance();
}

// As far as the bytes that are here allow.
void Connection::advance() {
  if (!head_ && !take_head()) return;
  const std::uint64_t length = head_->content_length.value_or(0);
  const bool collected =
      !head_->chunked && !head_->expects_continue && length <= kCollectedBytesMax;
  if (collected && wire_.buffered().size() < length) return await_more();
  if (collected && defer()) return;
  hand_to_worker([](Connection& self) { self.work(); });
}

// False when there is no whole head; then somebody else takes care of the connection.
bool Connection::take_head() {
  if (wire_.buffered().starts_with("\r\n")) wire_.consume(2);
  const HeadLimits limits{context_.options.header_bytes_max, context_.options.target_bytes_max};
  const auto size = head_size(wire_.buffered(), limits);
  if (size && !*size) {
    await_more();
    return false;
  }
  if (size) {
    auto head = parse_request_head(wire_.buffered().substr(0, **size), limits);
    if (head) {
      wire_.consume(**size);
      adopt(std::move(*head));
      return true;
    }
  }
  // A worker reads the same bytes, and refuses them.
  hand_to_worker([](Connection& self) { self.work(); });
  return false;
}

// Begins what the route wants, if that can be begun here.
bool Connection::defer() {
  const Route* const route = context_.router.match(request_);
  if (route == nullptr || !route->deferred) return false;
  const std::uint64_t length = head_->content_length.value_or(0);
  request_.body = wire_.buffered().substr(0, static_cast<std::size_t>(length));
  wire_.consume(static_cast<std::size_t>(length));
  body_is_taken_ = true;
  return context_.router.begin(
      request_, [self = shared_from_this()](Cost cost, std::function<Result<Response>()> finish) {
        if (cost == Cost::brief) {
          self->home_.loop().post([self, finish = std::move(finish)] { self->conclude(finish); });
        } else {
          self->hand_to_worker([finish = std::move(finish)](Connection& connection) {
            connection.conclude_slowly(finish);
          });
        }
      });
}

void Connection::conclude(const std::function<Result<Response>()>& finish) {
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin_;
  Response response = context_.router.conclude(request_, finish, took.count());
  const After after = after_this_one(true);
  if (response.events || !response.file.empty()) {
    return hand_to_worker([after, response = std::move(response)](Connection& self) mutable {
      const int status = response.status;
      const After then = self.answer(self.request_, std::move(response), after);
      self.finish_request(status);
      self.give_back(then);
    });
  }
  const int status = response.status;
  response.headers["x-request-id"] = request_.request_id;
  std::string bytes = answer_text(request_, std::move(response), after == After::keep_alive);
  finish_request(status);
  send(std::move(bytes), after);
}

void Connection::send(std::string bytes, After after) {
  const auto sent = wire_.try_write(bytes);
  if (!sent) return end();
  if (*sent < bytes.size()) {
    bytes.erase(0, *sent);
    return hand_to_worker([after, bytes = std::move(bytes)](Connection& self) {
      const auto deadline = deadline_in(self.context_.options.request_timeout_ms);
      self.give_back(self.wire_.write(bytes, deadline) ? after : After::close);
    });
  }
  if (after == After::close) return linger();
  if (!wire_.buffered().empty()) return advance();
  await_more();
}

void Connection::await_more() {
  if (peer_is_done_) return end();
  const bool partial = head_ || !wire_.buffered().empty();
  if (!partial) deadline_ = deadline_in(context_.options.idle_timeout_ms);
  if (partial && !is_partial_) deadline_ = deadline_in(context_.options.request_timeout_ms);
  is_partial_ = partial;
  State expected = State::busy;
  const bool more = wire_.may_have_more() || is_hung_up_;
  if (!more && state_.compare_exchange_strong(expected, State::waiting)) return;
  state_ = State::busy;
  // In its turn: whoever sends byte after byte is not to fill our stack.
  home_.loop().post([self = shared_from_this()] { self->read_and_advance(); });
}

// The request did not become whole in time.
void Connection::refuse_late() {
  const bool has_head = head_.has_value();
  if (!has_head) {
    request_ = Request{};
    request_.method = "GET";  // Decides only that the answer has a body.
    request_.request_id = context_.ids.next();
  }
  Response response = context_.router.refuse(
      request_, refusal(408, "request-timeout", "the request did not arrive in time"));
  response.headers["x-request-id"] = request_.request_id;
  const int status = response.status;
  // Whoever is this slow gets as much of it as goes at once.
  (void)wire_.try_write(answer_text(request_, std::move(response), /*keep_alive=*/false));
  if (has_head) finish_request(status);
  linger();
}

// The other side gets to read what was sent: we stop sending, then read and drop a while.
void Connection::linger() {
  if (is_ended_) return;
  ::shutdown(descriptor_, SHUT_WR);
  is_lingering_ = true;
  deadline_ = deadline_in(kFarewellMs);
  drain();
}

void Connection::drain() {
  Wire::Input input = Wire::Input::some;
  while (input == Wire::Input::some && lingered_bytes_ < kFarewellBytesMax) {
    input = wire_.try_read();
    lingered_bytes_ += wire_.buffered().size();
    wire_.consume(wire_.buffered().size());
  }
  if (input != Wire::Input::none) return end();
  state_ = State::waiting;
}

void Connection::end() {
  if (is_ended_) return;
  is_ended_ = true;
  home_.forget(*this);
  const auto close = [](Connection& self) {
    try {
      self.wire_.socket().close();
    } catch (const Poco::Exception&) {
      // The other side was faster.
    }
  };
  // The end of TLS is a message.
  if (is_tls_) return hand_to_worker(close);
  close(*this);
}

}  // namespace kontor::http
