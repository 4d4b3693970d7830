#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>
#include <vector>

#include "sdk/runtime/plugin_process.hpp"
#include "sdk/trace/call_tree.hpp"
#include "sdk/trace/differences.hpp"
#include "sdk/trace/replayed_connections.hpp"

namespace kontor::trace {

// Plays the host of a trace: answers what the plugin asks with what it was answered then.
//
// A call is looked for among those made for the same call in the trace: first one with the
// same operation and request, in their order, then one with the same operation (a difference
// in the request is noted). Time is answered in its order, and stands still once the trace has
// no more of it. Any thread.
class ReplayedHost {
 public:
  explicit ReplayedHost(CallTree& tree) : tree_(tree) {}

  // While a call of the trace is being played on this thread, what the plugin asks on it is
  // answered from inside that call.
  class Playing {
   public:
    Playing(const ReplayedHost& host, Call& call);
    ~Playing();
    Playing(const Playing&) = delete;
    Playing& operator=(const Playing&) = delete;
  };

  runtime::HostAnswer serve(const runtime::HostCall& call);
  // How calls of the plugin inside a call of the host are played. Before the first serve().
  void play_inside(std::function<void(Call&)> play) { play_ = std::move(play); }

  // Lets the peers of connections speak as they had until `at_us`, and waits until the plugin's
  // own threads have asked and sent what they had before it, as long as they do something within
  // half a second, or within the time they had been silent on a connection.
  void wait_for_own_threads(std::int64_t at_us);
  // What peers had said while `call` was played may be said while it is.
  void let_speak_during(const Call& call) { connections_.advance(call.at_us + call.took_us); }
  // After the plugin has ended: notes what it sent otherwise.
  void note_connections();
  // Notes what of `call` was not asked again.
  void note_missing(const Call& call);
  void note_missing_of_own_threads();
  void note(Difference difference);
  std::vector<Difference> differences() const;

 private:
  struct Found {
    Call* call = nullptr;
    bool exact = false;
  };
  std::vector<std::unique_ptr<Call>>& candidates(std::uint64_t& parent);
  Found take(const runtime::HostCall& asked, std::vector<std::unique_ptr<Call>>& among);
  runtime::HostAnswer answer_time(const runtime::HostCall& asked,
                                  std::vector<std::unique_ptr<Call>>& among);
  runtime::HostAnswer answer_wait(const runtime::HostCall& asked,
                                  const std::vector<std::unique_ptr<Call>>& among);
  runtime::HostAnswer recorded_answer(const Call& call);

  CallTree& tree_;
  std::function<void(Call&)> play_;
  mutable std::mutex mutex_;  // Guards what follows; not held while something is played.
  std::condition_variable taken_;
  std::set<const Call*> used_;
  std::vector<Difference> differences_;
  ReplayedConnections connections_;
};

}  // namespace kontor::trace
