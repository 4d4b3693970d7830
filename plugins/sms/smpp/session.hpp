#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "messages.hpp"

namespace kontor::sms::smpp {

using TimeMs = std::int64_t;

struct SessionOptions {
  Bind bind = {};
  std::size_t window = 10;             // Submits without an answer (2.9).
  TimeMs response_timeout_ms = 15000;  // Of any request (7.2, response_timer).
  TimeMs enquire_after_ms = 30000;     // Of silence (7.2, enquire_link_timer).
};

// What became of a submit, or what the SMSC did.
struct SessionEvent {
  enum class Kind {
    bound,         // Messages may flow.
    bind_refused,  // `status` says why; the session is over.
    accepted,      // `tag` has the id `text`.
    refused,       // `tag` was not taken, for `status`.
    uncertain,     // `tag` was sent, and nobody answered in time; an answer may still come.
    unsent,        // `tag` never left whole, so the SMSC does not have it.
    delivered,     // deliver_sm `sequence`; answer() it once it is written down.
    closed,        // The session is over; `text` says why. Always the last.
  };
  Kind kind;
  std::uint64_t tag = 0;
  std::uint32_t status = kOk;
  std::uint32_t sequence = 0;
  std::string text = {};
  ShortMessage message = {};
};

// One SMPP session (2.2, 2.3): pure, without sockets or clocks. Bytes go in by feed(), come
// out by take_output(); time passes by tick(). A submit ends in exactly one of accepted,
// refused, uncertain and unsent; only after uncertain may one of the first two follow. One
// thread.
class Session {
 public:
  enum class State { binding, bound, unbinding, closed };

  // Begins with the bind: kBindTransceiver, kBindTransmitter or kBindReceiver.
  Session(SessionOptions options, std::uint32_t bind_command, TimeMs now);

  State state() const { return state_; }
  bool may_submit() const {
    return state_ == State::bound && bind_command_ != kBindReceiver && submits_ < options_.window;
  }
  std::size_t waiting() const { return submits_; }
  // So many more the window takes.
  std::size_t room() const { return options_.window > submits_ ? options_.window - submits_ : 0; }

  // Requires may_submit(). `tag` is the caller's name for it.
  void submit(const ShortMessage& message, std::uint64_t tag, TimeMs now);
  // The answer to a `delivered`: kOk, or a status that makes the SMSC send it again.
  void answer(std::uint32_t sequence, std::uint32_t status);
  // Asks for the end (4.2); what is under way may still be answered.
  void unbind(TimeMs now);

  void feed(std::string_view bytes, TimeMs now);
  void tick(TimeMs now);
  // The connection is gone.
  void disconnect(const std::string& why);

  // When tick() has something to do at the latest.
  TimeMs next_tick() const;

  std::string take_output();
  // So many of those bytes have left; what had not when the session closed never will.
  void wrote(std::size_t bytes) { written_ += bytes; }
  std::vector<SessionEvent> take_events();
  // PDUs that were refused because nobody can make sense of them, since it was asked last.
  std::size_t take_unreadable() { return std::exchange(unreadable_, 0); }

 private:
  struct Request {
    std::uint32_t command;
    std::uint64_t tag;
    TimeMs sent_at;
    std::uint64_t ends_at;  // Of all bytes of output.
    bool late = false;      // A submit told as uncertain.
  };
  std::uint32_t request(std::uint32_t command, std::string body, std::uint64_t tag, TimeMs now);
  void reply(std::uint32_t command, std::uint32_t status, std::uint32_t sequence,
             std::string body = {});
  void put(const Pdu& pdu);
  void enquire(TimeMs now);
  bool is_enquiring() const;
  bool is_late(const Request& asked, TimeMs now) const;
  void take(const Pdu& pdu);
  void take_response(const Pdu& pdu);
  void take_submit_answer(std::uint64_t tag, const Pdu& pdu, bool is_nack);
  void take_message(const Pdu& pdu);
  void close(const std::string& why);
  void tell(SessionEvent event) { events_.push_back(std::move(event)); }

  SessionOptions options_;
  std::uint32_t bind_command_;
  State state_ = State::binding;
  PduReader reader_;
  std::uint32_t last_sequence_ = 0;
  std::map<std::uint32_t, Request> requests_;  // By sequence number, which only grows.
  std::size_t submits_ = 0;
  TimeMs heard_at_;
  std::string output_;
  std::uint64_t produced_ = 0;  // Bytes of output ever.
  std::uint64_t written_ = 0;
  std::vector<SessionEvent> events_;
  std::size_t unreadable_ = 0;
};

}  // namespace kontor::sms::smpp
