#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/http/connection.hpp"

namespace kontor::http {

// The connections of one event loop, and the thread that runs it.
class Connections {
 public:
  Connections(const ServerContext& context, std::size_t connections_max);
  ~Connections();  // After stop().
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;

  EventLoop& loop() { return loop_; }

  // --- any thread ---
  // Watches a listening socket as well, and asks `watcher` again every moment.
  void serve(int listening, EventLoop::Watcher& watcher);
  // Takes a new connection in. With the most that may be, the one idle longest ends; if none
  // is idle, the new one is closed at once.
  void take(const Poco::Net::StreamSocket& socket, std::string peer);
  // Ends what is idle, and what is busy once it is done; says when nothing is left.
  void begin_stop();
  bool wait_until_empty(Deadline deadline);
  // Cuts off what is left and ends the thread when all of it is gone.
  void stop();

  // --- in the loop ---
  // Forgets a connection at the end of this round.
  void forget(Connection& connection);

 private:
  void enter(const Poco::Net::StreamSocket& socket, const std::string& peer);
  bool make_room();
  int after_round();
  void tick(Deadline now);
  std::vector<std::shared_ptr<Connection>> all() const;

  const ServerContext context_;
  const std::size_t connections_max_;
  const int tick_ms_;
  EventLoop loop_;
  EventLoop::Watcher* listener_ = nullptr;
  std::unordered_map<Connection*, std::shared_ptr<Connection>> table_;
  std::vector<std::shared_ptr<Connection>> gone_;
  Deadline next_tick_;
  bool ending_ = false;
  std::mutex mutex_;
  std::condition_variable emptied_;
  std::size_t count_ = 0;  // Of table_, for wait_until_empty; guarded.
  std::thread thread_;
};

}  // namespace kontor::http
