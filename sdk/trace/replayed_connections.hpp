#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "sdk/runtime/descriptor.hpp"
#include "sdk/trace/call_tree.hpp"
#include "sdk/trace/differences.hpp"

namespace kontor::trace {

// Plays the peers of a trace's connections. What a peer said comes once the plugin has sent
// what it had sent before it, and not before the replay is as far as the trace was then. A
// plugin that stays silent for longer than it did then is not spoken to any more. Any thread.
class ReplayedConnections {
 public:
  ReplayedConnections() = default;
  ~ReplayedConnections();  // Closes all of them.
  ReplayedConnections(const ReplayedConnections&) = delete;
  ReplayedConnections& operator=(const ReplayedConnections&) = delete;

  // The plugin's end of the connection that `call` opened. `call` outlives this object.
  runtime::Descriptor begin(const Call& call);

  // The replay has come so far; what peers said until then may be said.
  void advance(std::int64_t at_us);
  // Everything until `at_us` has passed, or will not any more.
  bool done_until(std::int64_t at_us);
  // A peer waits for what its plugin may still send.
  bool waiting();
  std::uint64_t progress() const { return progress_; }

  // What plugins sent otherwise than in the trace. Once, after the plugin has ended.
  std::vector<Difference> finish();

 private:
  struct Connection;
  void play(Connection& connection);
  bool hear(Connection& connection, std::size_t bytes, std::int64_t silence_us);
  bool say(Connection& connection, const Piece& piece);
  void passed(Connection& connection, std::int64_t at_us);

  std::atomic<bool> ending_ = false;
  std::atomic<std::uint64_t> progress_ = 0;
  std::mutex mutex_;  // Guards what follows and the place of each connection.
  std::condition_variable moved_;
  std::int64_t now_us_ = 0;
  std::list<std::unique_ptr<Connection>> connections_;
};

}  // namespace kontor::trace
