#include "session.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace kontor::sms::smpp {
namespace {

constexpr std::uint32_t kSequenceMax = 0x7fffffff;  // 5.1.4
constexpr std::size_t kRequestsMax = 10'000;        // Late answers are waited for within this.

}  // namespace

Session::Session(SessionOptions options, std::uint32_t bind_command, TimeMs now)
    : options_(std::move(options)), bind_command_(bind_command), heard_at_(now) {
  request(bind_command, bind_body(options_.bind), 0, now);
}

std::uint32_t Session::request(std::uint32_t command, std::string body, std::uint64_t tag,
                               TimeMs now) {
  last_sequence_ = last_sequence_ == kSequenceMax ? 1 : last_sequence_ + 1;
  put({command, kOk, last_sequence_, std::move(body)});
  requests_[last_sequence_] = {command, tag, now, produced_};
  return last_sequence_;
}

void Session::reply(std::uint32_t command, std::uint32_t status, std::uint32_t sequence,
                    std::string body) {
  put({command, status, sequence, std::move(body)});
}

void Session::put(const Pdu& pdu) {
  const std::string bytes = encode(pdu);
  produced_ += bytes.size();
  output_ += bytes;
}

void Session::submit(const ShortMessage& message, std::uint64_t tag, TimeMs now) {
  request(kSubmitSm, short_message_body(message), tag, now);
  ++submits_;
}

void Session::answer(std::uint32_t sequence, std::uint32_t status) {
  if (state_ == State::closed) return;
  // A deliver_sm_resp has a message_id of one NUL (4.6.2).
  reply(kDeliverSm | kResponse, status, sequence, std::string(1, '\0'));
}

void Session::unbind(TimeMs now) {
  if (state_ == State::binding) close("ended before the SMSC had answered");
  if (state_ != State::bound) return;
  request(kUnbind, "", 0, now);
  state_ = State::unbinding;
}

void Session::feed(std::string_view bytes, TimeMs now) {
  heard_at_ = now;
  reader_.feed(bytes);
  while (state_ != State::closed) {
    const auto pdu = reader_.next();
    if (!pdu) break;
    take(*pdu);
  }
  if (reader_.is_broken() && state_ != State::closed) {
    reply(kGenericNack, kInvalidCommandLength, 0);  // 4.3
    close("the SMSC sent a PDU of an impossible length");
  }
}

void Session::take(const Pdu& pdu) {
  if ((pdu.command & kResponse) != 0) {
    take_response(pdu);
    return;
  }
  switch (pdu.command) {
    case kEnquireLink:
      reply(kEnquireLink | kResponse, kOk, pdu.sequence);
      return;
    case kUnbind:
      reply(kUnbind | kResponse, kOk, pdu.sequence);
      close("the SMSC ended the session");
      return;
    case kDeliverSm:
      take_message(pdu);
      return;
    default:
      ++unreadable_;
      reply(kGenericNack, kInvalidCommandId, pdu.sequence);
  }
}

void Session::take_message(const Pdu& pdu) {
  if (state_ == State::binding || bind_command_ == kBindTransmitter) {
    reply(kDeliverSm | kResponse, kInvalidBindStatus, pdu.sequence, std::string(1, '\0'));
    return;
  }
  auto message = short_message_of(pdu.body);
  if (!message) {
    ++unreadable_;
    reply(kDeliverSm | kResponse, kInvalidMessageLength, pdu.sequence, std::string(1, '\0'));
    return;
  }
  tell({.kind = SessionEvent::Kind::delivered,
        .sequence = pdu.sequence,
        .message = std::move(*message)});
}

void Session::take_response(const Pdu& pdu) {
  const auto found = requests_.find(pdu.sequence);
  if (found == requests_.end()) return;  // Late, or nobody's.
  const Request asked = found->second;
  const bool is_nack = pdu.command == kGenericNack;
  if (!is_nack && pdu.command != (asked.command | kResponse)) return;
  requests_.erase(found);
  if (asked.command == kSubmitSm) {
    if (!asked.late) --submits_;
    take_submit_answer(asked.tag, pdu, is_nack);
  } else if (asked.command == kUnbind) {
    close("unbound");
  } else if (asked.command == bind_command_) {
    if (!is_nack && pdu.status == kOk) {
      if (state_ == State::binding) state_ = State::bound;
      tell({.kind = SessionEvent::Kind::bound});
      return;
    }
    const std::uint32_t status = pdu.status == kOk ? kInvalidCommandId : pdu.status;
    tell({.kind = SessionEvent::Kind::bind_refused, .status = status});
    close("the SMSC refused the bind: " + status_name(status));
  }
}

void Session::take_submit_answer(std::uint64_t tag, const Pdu& pdu, bool is_nack) {
  if (is_nack || pdu.status != kOk) {
    // A nack with status 0 is no yes.
    const std::uint32_t status = pdu.status == kOk ? kSystemError : pdu.status;
    tell({.kind = SessionEvent::Kind::refused, .tag = tag, .status = status});
    return;
  }
  tell({.kind = SessionEvent::Kind::accepted, .tag = tag, .text = message_id_of(pdu.body)});
}

bool Session::is_late(const Request& asked, TimeMs now) const {
  return !asked.late && now - asked.sent_at >= options_.response_timeout_ms;
}

void Session::tick(TimeMs now) {
  if (state_ == State::closed) return;
  bool is_slow = false;
  for (auto& [sequence, asked] : requests_) {
    if (!is_late(asked, now)) continue;
    if (asked.command != kSubmitSm) {
      close(asked.command == kUnbind ? "unbound without an answer"
                                     : "the SMSC did not answer in time");
      return;
    }
    // The SMSC may have it, and may say so yet.
    asked.late = true;
    is_slow = true;
    --submits_;
    tell({.kind = SessionEvent::Kind::uncertain,
          .tag = asked.tag,
          .text = "the SMSC did not answer in time"});
  }
  while (requests_.size() > kRequestsMax) requests_.erase(requests_.begin());
  if (state_ != State::bound) return;
  if (is_slow || now - heard_at_ >= options_.enquire_after_ms) enquire(now);
}

void Session::enquire(TimeMs now) {
  if (!is_enquiring()) request(kEnquireLink, "", 0, now);
}

bool Session::is_enquiring() const {
  return std::any_of(requests_.begin(), requests_.end(),
                     [](const auto& entry) { return entry.second.command == kEnquireLink; });
}

TimeMs Session::next_tick() const {
  TimeMs next = heard_at_ + options_.enquire_after_ms;
  const bool awaits = state_ != State::bound || is_enquiring();
  if (awaits) next = std::numeric_limits<TimeMs>::max();
  for (const auto& [sequence, asked] : requests_) {
    if (!asked.late) next = std::min(next, asked.sent_at + options_.response_timeout_ms);
  }
  return next;
}

void Session::disconnect(const std::string& why) {
  if (state_ != State::closed) close(why);
}

// Whatever was sent whole and not answered may have arrived.
void Session::close(const std::string& why) {
  state_ = State::closed;
  for (const auto& [sequence, asked] : requests_) {
    if (asked.command != kSubmitSm || asked.late) continue;
    const auto kind =
        asked.ends_at <= written_ ? SessionEvent::Kind::uncertain : SessionEvent::Kind::unsent;
    tell({.kind = kind, .tag = asked.tag, .text = why});
  }
  requests_.clear();
  submits_ = 0;
  tell({.kind = SessionEvent::Kind::closed, .text = why});
}

std::string Session::take_output() { return std::exchange(output_, {}); }

std::vector<SessionEvent> Session::take_events() { return std::exchange(events_, {}); }

}  // namespace kontor::sms::smpp
