#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

#include "sdk/trace/trace_writer.hpp"

namespace kontor::trace {

// Stands in connections between a plugin and its peers: passes the bytes on and writes each
// piece down before whoever it is for can see it. Two threads a connection, which is what a
// recording costs. Any thread.
class ConnectionTaps {
 public:
  explicit ConnectionTaps(std::shared_ptr<TraceWriter> writer) : writer_(std::move(writer)) {}
  ~ConnectionTaps();  // Closes all of them.
  ConnectionTaps(const ConnectionTaps&) = delete;
  ConnectionTaps& operator=(const ConnectionTaps&) = delete;

  // The plugin's end in the place of `peer`, which net.connect call `id` opened. The socket
  // itself, with a line in the trace, when kOpenMax are open.
  runtime::Descriptor begin(runtime::Descriptor peer, std::uint64_t id);

  static constexpr std::size_t kOpenMax = 64;

 private:
  struct Tap;
  void sweep();  // Forgets those that have ended.

  const std::shared_ptr<TraceWriter> writer_;  // Also of the recorded process.
  std::mutex mutex_;                           // Guards what follows.
  std::list<std::unique_ptr<Tap>> taps_;
};

}  // namespace kontor::trace
