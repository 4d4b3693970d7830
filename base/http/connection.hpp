#pragma once

#include <atomic>
#include <exception>
#include <memory>
#include <optional>

#include "base/core/uuid.hpp"
#include "base/http/event_loop.hpp"
#include "base/http/request_head.hpp"
#include "base/http/server.hpp"
#include "base/http/wire.hpp"
#include "base/http/workers.hpp"

namespace kontor::http {

class Connections;

// What all connections of one server use. Outlives them.
struct ServerContext {
  const Router& router;
  const ServerOptions& options;
  IdSource& ids;
  Workers& workers;
  int stop_fd;  // Readable from the moment the server stops.
  const std::atomic<bool>& stopping;
};

// One accepted connection: reads heads and bodies itself, because Poco answers overlong
// ones before routing and lets ambiguous framing through.
//
// An event loop waits for its requests and collects heads and short bodies. What may wait
// goes to a worker, which then has the connection for itself until it has answered: long
// and chunked bodies, TLS, files, streams and every handler but a deferred one. Owned by its
// loop's table and by whoever works on it.
class Connection final : public EventLoop::Watcher,
                         public std::enable_shared_from_this<Connection> {
 public:
  Connection(const Poco::Net::StreamSocket& socket, std::string peer, const ServerContext& context,
             Connections& home);

  // --- in the loop ---
  void on_event(bool hung_up) override;
  // Ends what has waited too long. Once a while.
  void on_tick(Deadline now);
  // Nothing of a request has come, as far as the loop knows.
  bool is_idle() const;
  Deadline deadline() const { return deadline_; }  // Only while idle.
  // Ends the connection if it is idle; what the client has already sent is still answered.
  void end_if_idle();
  // No grace is left: whatever waits for the other side gives up.
  void cut();
  int descriptor() const { return descriptor_; }

 private:
  enum class After { keep_alive, close };
  // Who has the connection. Only the loop takes it; whoever has it gives it back.
  enum class State { waiting, busy, busy_with_news };

  // In the loop, which has the connection.
  void read_and_advance();
  void advance();
  bool take_head();
  bool defer();
  void conclude(const std::function<Result<Response>()>& finish);
  void send(std::string bytes, After after);
  void await_more();
  void refuse_late();
  void linger();
  void drain();
  void end();

  // In a worker, which has the connection.
  void work();
  void work_securely();
  void conclude_slowly(const std::function<Result<Response>()>& finish);
  void give_back(After after);
  bool rest();
  void fail(const char* reason);
  After serve_one();
  After answer(const Request& request, Response response, After after);
  Result<RequestHead> read_head(Deadline deadline);
  // Reads the body as the router wants it, or drains it and refuses.
  Status read_body(bool& wire_is_aligned);

  // In either.
  template <typename Work>
  void hand_to_worker(Work work);
  void adopt(RequestHead head);
  After after_this_one(bool wire_is_aligned) const;
  void finish_request(int status);

  const ServerContext context_;
  Connections& home_;
  const bool is_tls_;
  Wire wire_;
  const int descriptor_;
  const std::string peer_;
  std::atomic<State> state_ = State::waiting;
  std::atomic<bool> is_hung_up_ = false;  // The end of what the other side sends is near.
  // What follows belongs to whoever has the connection; the loop may look while it waits.
  Deadline deadline_;
  std::optional<RequestHead> head_;
  Request request_;
  std::chrono::steady_clock::time_point begin_ = {};
  std::size_t lingered_bytes_ = 0;
  bool body_is_taken_ = false;  // It is in request_ already.
  bool is_partial_ = false;     // Part of a request is here.
  bool peer_is_done_ = false;   // It sends no more.
  bool is_lingering_ = false;
  bool is_ended_ = false;  // The loop's own.
};

template <typename Work>
void Connection::hand_to_worker(Work work) {
  context_.workers.run([self = shared_from_this(), work = std::move(work)]() mutable {
    try {
      work(*self);
    } catch (const std::exception& exception) {
      self->fail(exception.what());
    }
  });
}

}  // namespace kontor::http
