#include "link.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace kontor::sms::smpp {
namespace {

constexpr TimeMs kPauseMinMs = 100;
constexpr TimeMs kPauseMaxMs = 10000;
constexpr TimeMs kFarewellMs = 3000;

// An SMSC that does not know the transceiver of 3.4 says so in one of these ways.
bool knows_no_transceiver(std::uint32_t status) {
  return status == kInvalidCommandId || status == kInvalidCommandLength ||
         status == kInvalidBindStatus || status == kBindFailed;
}

}  // namespace

TimeMs now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

Link::Link(Host host, LinkOptions options, Traffic& traffic)
    : host_(std::move(host)),
      options_(std::move(options)),
      traffic_(traffic),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (wake_ < 0) throw Failure(KONTOR_INTERNAL, "no descriptors are left");
  thread_ = std::thread([this] { run(); });
}

Link::~Link() {
  stopping_ = true;
  wake();
  thread_.join();
  ::close(wake_);
}

void Link::wake() {
  const std::uint64_t one = 1;
  // A counter that is full wakes, too.
  [[maybe_unused]] const ssize_t written = ::write(wake_, &one, sizeof one);
}

std::string Link::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

void Link::set_trouble(const std::string& text) {
  const std::lock_guard lock(mutex_);
  trouble_ = text;
}

void Link::run() {
  TimeMs rest = options_.rest_min_ms;
  while (!stopping_) {
    const Way way = way_;
    const bool was_good = serve();
    const bool was_up = up_.exchange(false);
    if (way_ != way) continue;  // Now the other way, at once.
    if (!was_up) way_ = Way::transceiver;
    if (!stopping_) host_.log_warning(trouble());
    const TimeMs until = now_ms() + rest;
    rest = was_good ? options_.rest_min_ms : std::min(rest * 2, options_.rest_max_ms);
    while (!stopping_ && now_ms() < until) wait(until);
  }
}

void Link::open_lines() {
  const auto open = [this](std::uint32_t command) {
    const auto opened =
        host_.net_connect({.host = options_.host, .port = options_.port, .tls = options_.tls});
    lines_.push_back(std::make_unique<Line>(static_cast<int>(opened.descriptor), options_.session,
                                            command, now_ms()));
  };
  if (way_ == Way::transceiver) {
    open(kBindTransceiver);
    return;
  }
  open(kBindTransmitter);
  open(kBindReceiver);
}

bool Link::serve() {
  const TimeMs begun = now_ms();
  bool was_up = false;
  try {
    open_lines();
    TimeMs farewell_until = 0;
    while (!any_closed()) {
      step();
      if (!up_ && all_bound()) {
        up_ = was_up = true;
        set_trouble("");
        host_.log_info("bound to the SMSC");
      }
      if (!stopping_) continue;
      if (farewell_until == 0) {
        farewell_until = now_ms() + kFarewellMs;
        for (const auto& line : lines_) line->session().unbind(now_ms());
      }
      if (now_ms() >= farewell_until) break;
    }
  } catch (const Failure& failure) {
    set_trouble(failure.what());
  }
  close_lines("the connection to the SMSC was closed");
  return was_up && now_ms() - begun >= options_.steady_ms;
}

void Link::step() {
  if (up_ && !stopping_) submit_some();
  TimeMs next = pause_until_ > now_ms() ? pause_until_ : now_ms() + kFarewellMs;
  for (const auto& line : lines_) {
    line->write();
    next = std::min(next, line->session().next_tick());
  }
  wait(next);
  for (const auto& line : lines_) {
    line->read(now_ms());
    line->session().tick(now_ms());
    if (line->session().take_unreadable() > 0)
      host_.log_warning("the SMSC sends what is no message of SMPP 3.4; it was refused");
    for (const SessionEvent& event : line->session().take_events()) handle(*line, event);
  }
  answer_deliveries();
  for (const auto& line : lines_) line->write();
}

// Only what is written down is answered, and all that came together is written down together.
void Link::answer_deliveries() {
  const bool written = traffic_.write_down();
  for (const Delivery& one : deliveries_)
    one.line->session().answer(one.sequence, written ? one.status : kTemporaryAppError);
  deliveries_.clear();
}

void Link::submit_some() {
  Session& session = lines_.front()->session();
  while (session.may_submit() && now_ms() >= pause_until_) {
    ShortMessage message;
    std::uint64_t tag = 0;
    if (!traffic_.next(message, tag, session.room())) return;
    session.submit(message, tag, now_ms());
  }
}

void Link::handle(Line& line, const SessionEvent& event) {
  using Kind = SessionEvent::Kind;
  switch (event.kind) {
    case Kind::bound:
      return;
    case Kind::bind_refused:
      if (way_ == Way::transceiver && knows_no_transceiver(event.status)) way_ = Way::pair;
      return;
    case Kind::accepted:
      pause_ms_ = 0;
      traffic_.accepted(event.tag, event.text);
      return;
    case Kind::refused:
      slow_down(event.status);
      traffic_.refused(event.tag, event.status);
      return;
    case Kind::uncertain:
      traffic_.uncertain(event.tag, event.text);
      return;
    case Kind::unsent:
      traffic_.unsent(event.tag);
      return;
    case Kind::delivered:
      deliveries_.push_back({&line, event.sequence, traffic_.delivered(event.message)});
      return;
    case Kind::closed:
      set_trouble(event.text);
      return;
  }
}

// Waits longer each time until a message is taken again.
void Link::slow_down(std::uint32_t status) {
  if (status != kThrottled && status != kQueueFull) return;
  if (now_ms() < pause_until_) return;  // An answer to what was sent before the pause.
  pause_ms_ = pause_ms_ == 0 ? kPauseMinMs : std::min(pause_ms_ * 2, kPauseMaxMs);
  pause_until_ = now_ms() + pause_ms_;
}

bool Link::all_bound() const {
  return std::all_of(lines_.begin(), lines_.end(), [](const auto& line) {
    return line->session().state() == Session::State::bound;
  });
}

bool Link::any_closed() const {
  return std::any_of(lines_.begin(), lines_.end(), [](const auto& line) {
    return line->session().state() == Session::State::closed;
  });
}

void Link::wait(TimeMs until) {
  std::array<pollfd, 3> entries{};
  nfds_t count = 0;
  entries[count++] = {wake_, POLLIN, 0};
  for (const auto& line : lines_) {
    const short wanted = static_cast<short>(POLLIN | (line->wants_to_write() ? POLLOUT : 0));
    entries[count++] = {line->socket(), wanted, 0};
  }
  const TimeMs ms = std::max<TimeMs>(0, until - now_ms());
  if (::poll(entries.data(), count, static_cast<int>(std::min<TimeMs>(ms, kFarewellMs))) <= 0) {
    return;
  }
  std::uint64_t woken = 0;
  if (entries[0].revents != 0) {
    [[maybe_unused]] const ssize_t got = ::read(wake_, &woken, sizeof woken);
  }
}

void Link::close_lines(const std::string& why) {
  for (const auto& line : lines_) {
    line->session().disconnect(why);
    for (const SessionEvent& event : line->session().take_events()) handle(*line, event);
  }
  answer_deliveries();
  lines_.clear();
}

}  // namespace kontor::sms::smpp
