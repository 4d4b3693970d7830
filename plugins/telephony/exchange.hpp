#pragma once

#include <functional>
#include <kontor/plugin.hpp>
#include <string>
#include <vector>

#include "call.hpp"
#include "queue_board.hpp"

namespace kontor::telephony {

// What a user asks of a call they take part in.
struct Order {
  enum class Verb {
    hold,
    resume,
    blind_transfer,
    attended_transfer,
    complete_transfer,
    cancel_transfer,
    conference,
    park,
    record,
    stop_recording,
    hang_up
  };
  Verb verb = Verb::hang_up;
  std::string call_id = {};
  std::string extension = {};  // Whose telephone asks.
  std::string to = {};         // Of transfers and conferences: a number as it is dialled.
};

// A telephone exchange: tells changes of calls and takes orders. Any thread. All throw
// Failure with a sentence for the user.
class Exchange {
 public:
  using OnChanges = std::function<void(std::vector<CallChange>)>;

  virtual ~Exchange() = default;
  virtual Health health() const = 0;
  // Rings call.extension, then dials call.number. The changes carry call.id.
  virtual void start_call(const Call& call) = 0;
  virtual void obey(const Order& order) = 0;
  // A caller who rings nobody yet goes to an extension.
  virtual void route(const Call& call, const std::string& extension) = 0;
  virtual std::vector<Call> running() const = 0;
  // As they stand now; none where the exchange tells nothing of them.
  virtual std::vector<QueueView> queues() const { return {}; }
};

}  // namespace kontor::telephony
