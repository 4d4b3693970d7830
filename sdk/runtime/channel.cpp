#include "sdk/runtime/channel.hpp"

#include <sys/socket.h>

#include <algorithm>

#include "kontor/status.h"
#include "sdk/runtime/serving.hpp"

namespace kontor::runtime {
namespace {

constexpr std::size_t kWaitingCallsMax = 4096;  // Calls of the peer not served yet.
constexpr auto kAnswerTimeout = std::chrono::seconds(10);
constexpr std::size_t kNestedMax = 16;  // The peer may wait for one at a time.

}  // namespace

Channel::Channel(Descriptor socket, Descriptors descriptors, Handlers handlers)
    : socket_(std::move(socket)), descriptors_(descriptors), handlers_(std::move(handlers)) {}

CallEnd Channel::call(std::string_view operation, std::string_view request, Time deadline,
                      Answer& answer) {
  if (Serving::depth() >= kDepthMax) return CallEnd::too_deep;
  Waiter waiter;
  Lock lock(mutex_);
  waiter.id = ++last_id_;
  waiters_.push_back(&waiter);
  lock.unlock();
  const bool sent =
      send(FrameKind::call, operation, request, 0, waiter.id, Serving::call_of(this), -1, deadline);
  lock.lock();
  auto end = CallEnd::answered;
  while (!waiter.answered) {
    if (!waiter.nested.empty()) {
      if (!leading_) hand_on_reading();  // Somebody else reads while this thread works.
      serve_nested(lock, waiter, deadline);
    } else if (closed_) {
      end = CallEnd::closed;
      break;
    } else if (!sent || std::chrono::steady_clock::now() >= deadline) {
      end = CallEnd::deadline;
      break;
    } else if (!leading_) {
      lead(lock, deadline);
    } else {
      waiter.waiting = true;
      if (deadline == kForever)
        waiter.wake.wait(lock);
      else
        waiter.wake.wait_until(lock, deadline);
      waiter.waiting = false;
    }
  }
  std::erase(waiters_, &waiter);
  if (!leading_) hand_on_reading();
  if (end == CallEnd::answered) answer = std::move(waiter.answer);
  return end;
}

void Channel::serve_nested(Lock& lock, Waiter& waiter, Time& deadline) {
  const PeerCall call = std::move(waiter.nested.front());
  waiter.nested.erase(waiter.nested.begin());
  lock.unlock();
  const Time before = std::chrono::steady_clock::now();
  run(call, Nesting::inside);
  if (deadline != kForever) deadline += std::chrono::steady_clock::now() - before;
  lock.lock();
}

void Channel::run(const PeerCall& call, Nesting nesting) {
  Answer answer;
  {
    const Serving here(this, nesting == Nesting::inside ? call.id : 0);
    answer = handlers_.serve(call);
  }
  if (answer.text.size() > kFrameBytesMax)
    answer = {KONTOR_EXHAUSTED, R"({"code":"exhausted","message":"the answer is too long"})"};
  send_answer(call.id, answer);
}

std::optional<PeerCall> Channel::next_call() {
  Lock lock(mutex_);
  while (true) {
    if (!inbox_.empty()) {
      PeerCall call = std::move(inbox_.front());
      inbox_.pop_front();
      if (!leading_) hand_on_reading();
      return call;
    }
    if (closed_ || quit_) return std::nullopt;
    if (!leading_) {
      lead(lock, kForever);
    } else {
      ++idle_waits_;
      inbox_wake_.wait(lock);
      --idle_waits_;
    }
  }
}

void Channel::pump() {
  Lock lock(mutex_);
  if (leading_ || closed_) return;
  lead(lock, kNoWait);
  hand_on_reading();
}

void Channel::lead(Lock& lock, Time until) {
  leading_ = true;
  lock.unlock();
  const Read read = receive(until);
  if (read == Read::nonsense) nonsense_ = true;
  if (read == Read::nonsense || read == Read::gone) close();
  lock.lock();
  dispatch(lock);
  leading_ = false;
}

void Channel::hand_on_reading() {
  for (Waiter* waiter : waiters_) {
    if (!waiter->waiting || waiter->answered || !waiter->nested.empty()) continue;
    waiter->wake.notify_one();
    return;
  }
  if (idle_waits_ > 0) inbox_wake_.notify_one();
}

Channel::Waiter* Channel::waiter_of(std::uint64_t id) {
  const auto found = std::ranges::find(waiters_, id, &Waiter::id);
  return found == waiters_.end() ? nullptr : *found;
}

void Channel::dispatch(Lock& lock) {
  for (auto& [frame, descriptor] : received_) {
    if (frame.kind == FrameKind::response) {
      Waiter* waiter = waiter_of(frame.id);
      if (waiter == nullptr || waiter->answered) continue;
      waiter->answer = {frame.code, std::move(frame.text), std::move(descriptor)};
      waiter->answered = true;
      if (waiter->waiting) waiter->wake.notify_one();
    } else if (frame.kind == FrameKind::call) {
      dispatch_call(lock,
                    {frame.id, frame.parent, std::move(frame.operation), std::move(frame.text)});
    } else if (frame.kind == FrameKind::log && handlers_.on_log) {
      lock.unlock();
      handlers_.on_log(frame.code, std::move(frame.text));
      lock.lock();
    } else if (frame.kind == FrameKind::quit) {
      quit_ = true;
      inbox_wake_.notify_all();
    }
  }
  received_.clear();
}

void Channel::dispatch_call(Lock& lock, PeerCall call) {
  Waiter* waiter = call.parent == 0 ? nullptr : waiter_of(call.parent);
  if (waiter != nullptr && waiter->nested.size() < kNestedMax) {
    waiter->nested.push_back(std::move(call));
    if (waiter->waiting) waiter->wake.notify_one();
  } else if (handlers_.on_call) {
    lock.unlock();
    handlers_.on_call(std::move(call));
    lock.lock();
  } else if (inbox_.size() < kWaitingCallsMax) {
    inbox_.push_back(std::move(call));
    if (idle_waits_ > 0) inbox_wake_.notify_one();
  }
}

void Channel::send_answer(std::uint64_t id, const Answer& answer) {
  send(FrameKind::response, {}, answer.text, answer.status, id, 0, answer.descriptor.get(),
       std::chrono::steady_clock::now() + kAnswerTimeout);
}

void Channel::send_log(std::int32_t level, std::string_view text) {
  send(FrameKind::log, {}, text.substr(0, kLogBytesMax), level, 0, 0, -1, kNoWait);
}

void Channel::send_quit() {
  send(FrameKind::quit, {}, {}, 0, 0, 0, -1, std::chrono::steady_clock::now());
}

void Channel::close() {
  Lock lock(mutex_);
  closed_ = true;
  ::shutdown(socket_.get(), SHUT_RDWR);
  for (Waiter* waiter : waiters_) waiter->wake.notify_one();
  inbox_wake_.notify_all();
  if (SharedMail* mail = mail_) mail->in().wake();
}

}  // namespace kontor::runtime
