#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ami.hpp"

namespace kontor::telephony {

// A caller who waits in a queue.
struct Waiting {
  std::string queue = {};
  std::string number = {};
  std::int64_t since_ms = 0;
};

// A queue as it stands now.
struct QueueView {
  std::string name = {};
  std::vector<Waiting> waiting = {};  // Who came first, first.
  int free = 0;                       // Members who could take a call now.
  int busy = 0;                       // They ring, speak or hold.
  int paused = 0;
  int away = 0;                // Their telephones are not there.
  std::int64_t answered = 0;   // Since the exchange counts.
  std::int64_t abandoned = 0;  // Callers who gave up, since then.
};

// Who waits and who serves in the queues of an exchange, by its events. Asks nothing and does
// no I/O. One thread at a time.
class QueueBoard {
 public:
  static constexpr std::size_t kQueuesMax = 500;
  static constexpr std::size_t kWaitingMax = 2000;  // In all queues.
  static constexpr std::size_t kMembersMax = 5000;  // Of all queues.

  void take(const AmiMessage& event, std::int64_t at_ms);
  // After a reconnect: what was known is forgotten, QueueStatus tells it anew.
  void begin_sync();
  std::vector<QueueView> view() const;

 private:
  struct Member {
    int status = 0;
    bool is_paused = false;
  };
  struct Queue {
    std::int64_t answered = 0;
    std::int64_t abandoned = 0;
    std::map<std::string, Member> members = {};  // By interface.
  };
  Queue* queue_of(const AmiMessage& event);
  void take_member(const AmiMessage& event, Queue& queue);
  void take_caller(const AmiMessage& event, std::int64_t at_ms);
  void drop_caller(const std::string& id);

  std::map<std::string, Queue> queues_;
  std::map<std::string, Waiting> waiting_;  // By Uniqueid.
  std::size_t members_ = 0;
  bool syncing_ = false;
  std::set<std::string> gone_;  // Who left while the list came: it is older than that.
};

}  // namespace kontor::telephony
