#pragma once

#include <Poco/Net/Context.h>
#include <Poco/Net/ServerSocket.h>

#include <atomic>
#include <memory>
#include <vector>

#include "base/http/connections.hpp"

namespace kontor::http {

// Takes connections off a listening socket and deals them out to the loops in turn.
class Acceptor final : public EventLoop::Watcher {
 public:
  // `tls` is null for plain connections. Watched by the first loop.
  Acceptor(const Poco::Net::ServerSocket& listening, Poco::Net::Context::Ptr tls,
           std::vector<std::unique_ptr<Connections>>& loops);

  // In the first loop.
  void on_event(bool hung_up) override;
  void close();

 private:
  void take(int descriptor);

  Poco::Net::ServerSocket listening_;
  const Poco::Net::Context::Ptr tls_;
  std::vector<std::unique_ptr<Connections>>& loops_;
  const int descriptor_;
  std::size_t next_ = 0;
  bool closed_ = false;
};

}  // namespace kontor::http
