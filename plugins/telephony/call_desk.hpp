#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "call.hpp"
#include "phone_book.hpp"
#include "settings.hpp"

namespace kontor::telephony {

// Turns what happens to calls into what people see: the card that opens on a ring, the call
// on the timeline, a task for a missed one, the event other plugins hear. Keeps calls in
// storage until they are written down in full, so that neither a restart nor a host that is
// away for a moment loses or doubles one. Works on a thread of its own, cards before books:
// nothing that is written down keeps a card waiting. Who tells of more than can be written down
// waits.
class CallDesk {
 public:
  using OnArrival = std::function<void(const Call&, const std::string& extension)>;

  // `on_arrival` is told of a caller who rings nobody yet, and of the extension of the
  // manager responsible for them.
  CallDesk(Host host, PhoneBook book, Settings settings, std::string locale, OnArrival on_arrival);
  ~CallDesk();  // Writes down what is left.
  CallDesk(const CallDesk&) = delete;
  CallDesk& operator=(const CallDesk&) = delete;

  // Calls that were running when the plugin ended. Those that were over and not yet written
  // down in full are finished.
  std::vector<Call> recover();
  void take(std::vector<CallChange> changes);
  // A call that starts from a person's card: kept before the exchange knows of it.
  void expect(const Call& call);
  void forget(const std::string& call_id);
  // The one user, by extension, who answers for a number; "" if there is none.
  std::string responsible(const std::string& number);

 private:
  using Clock = std::chrono::steady_clock;

  void enqueue(std::vector<CallChange> changes);
  void run();
  void take_up(const CallChange& change, bool shows);
  void try_again_later(const CallChange& change, const std::exception& failure);
  void show(const CallChange& change);
  void keep(const CallChange& change);
  void end(const CallChange& change, const Party& party);
  void step(const std::function<void()>& write);
  Party party_of(const Call& call);
  std::vector<std::string> audience(const CallChange& change) const;
  Json controls() const;
  void pop(const CallChange& change, const Party& party);
  void write_timeline(const CallChange& change, const Party& party);
  std::string body_of(const CallChange& change) const;
  void make_task(const CallChange& change, const Party& party);
  void fetch_recordings(const CallChange& change, const Party& party);
  void emit_ended(const CallChange& change, const Party& party);
  void store(const CallChange& change, const Party& party);

  Host host_;
  PhoneBook book_;
  const Settings settings_;
  const std::string locale_;
  OnArrival on_arrival_;
  std::map<std::string, Party> parties_;  // By call; the thread's own.

  std::mutex mutex_;  // Guards what follows.
  std::condition_variable more_;
  std::condition_variable room_;
  std::deque<CallChange> to_show_;
  std::deque<CallChange> to_keep_;
  std::deque<CallChange> unwritten_;  // Ends that the host could not take …
  Clock::time_point retry_at_{};      // … until then.
  Clock::time_point books_rest_until_{};
  bool has_rested_ = false;  // And nothing was written down since.
  bool stopping_ = false;

  std::thread thread_;  // Last: it uses the others.
};

}  // namespace kontor::telephony
