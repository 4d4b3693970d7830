#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>

namespace kontor::http {

// The connections a server is serving, so that it can make room and stop. Any thread.
class ConnectionRegistry {
 public:
  ConnectionRegistry();
  ~ConnectionRegistry();
  ConnectionRegistry(const ConnectionRegistry&) = delete;
  ConnectionRegistry& operator=(const ConnectionRegistry&) = delete;

  void enter(int socket);
  void leave(int socket);  // Before the socket is closed.
  void set_idle(int socket, bool is_idle);

  // With `connections_max` or more served, ends the one that has been idle longest.
  void make_room(std::size_t connections_max);

  // Readable from the moment stop() was called.
  int stop_fd() const { return stop_fd_; }
  bool is_stopping() const;
  // Wakes idle connections, waits for the busy ones, then cuts off what is left.
  void stop(int grace_ms);

 private:
  struct State {
    std::int64_t idle_since = 0;  // Order of becoming idle; 0 while busy.
  };
  mutable std::mutex mutex_;
  std::condition_variable emptied_;
  std::map<int, State> sockets_;
  std::int64_t idle_order_ = 0;
  bool stopping_ = false;
  int stop_fd_;
};

}  // namespace kontor::http
