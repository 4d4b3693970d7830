#include "pbx_link.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>

#include "sentences.hpp"

namespace kontor::telephony {
namespace {

constexpr int kSendMs = 5000;
constexpr std::size_t kPassedOverMax = 1000;  // So many lines may be no fields before it is said.
constexpr char kLoginId[] = "kontor-login";

}  // namespace

PbxAddress parse_address(const std::string& text) {
  PbxAddress address;
  const std::size_t colon = text.rfind(':');
  address.host = text.substr(0, colon);
  if (colon != std::string::npos) {
    const auto [end, problem] =
        std::from_chars(text.data() + colon + 1, text.data() + text.size(), address.port);
    if (problem != std::errc{} || end != text.data() + text.size()) address.port = 0;
  }
  if (address.host.empty() || address.port < 1 || address.port > 65535) {
    throw Failure(KONTOR_INVALID_ARGUMENT, "not an address like pbx.example:5038: " + text);
  }
  return address;
}

PbxLink::PbxLink(Host host, PbxAddress address, OnLogin on_login, OnEvent on_event,
                 KeepAlive keep_alive)
    : host_(std::move(host)),
      address_(std::move(address)),
      on_login_(std::move(on_login)),
      on_event_(std::move(on_event)),
      keep_alive_(keep_alive),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      trouble_(kNotConnectedYet.in(address_.locale)) {
  if (wake_ < 0) throw Failure(KONTOR_INTERNAL, "no descriptors are left");
  thread_ = std::thread([this] { run(); });
}

PbxLink::~PbxLink() {
  stopping_ = true;
  const std::uint64_t one = 1;
  // The counter of an eventfd takes one more in any case.
  if (::write(wake_, &one, sizeof one) < 0) host_.log_warning("cannot wake the PBX thread");
  thread_.join();
  ::close(wake_);
}

std::string PbxLink::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

void PbxLink::rest(int ms) {
  pollfd entry{wake_, POLLIN, 0};
  ::poll(&entry, 1, ms);
}

void PbxLink::set_trouble(const Translated& why) {
  const std::lock_guard lock(mutex_);
  trouble_ = why.in(address_.locale);
}

void PbxLink::run() {
  int rest_ms = keep_alive_.rest_min_ms;
  while (!stopping_) {
    const bool was_good = serve();
    up_ = false;
    give_up_waiting();
    if (stopping_) return;
    host_.log_warning(trouble());
    rest_ms = was_good ? keep_alive_.rest_min_ms : std::min(rest_ms * 2, keep_alive_.rest_max_ms);
    rest(rest_ms);
  }
}

bool PbxLink::serve() {
  using Clock = std::chrono::steady_clock;
  const auto begun = Clock::now();
  bool was_up = false;
  try {
    const auto opened =
        host_.net_connect({.host = address_.host, .port = address_.port, .tls = address_.tls});
    {
      const std::lock_guard lock(mutex_);
      socket_ = static_cast<int>(opened.descriptor);
    }
    parser_ = AmiParser();
    told_of_garbage_ = false;
    send(ami_action("Login", {{"ActionID", kLoginId},
                              {"Username", address_.username},
                              {"Secret", address_.secret},
                              {"Events", "call,agent,system"}}));
    was_up = talk();
  } catch (const Failure& failure) {
    const std::lock_guard lock(mutex_);
    trouble_ = failure.what();
  }
  const std::lock_guard lock(mutex_);
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  return was_up && Clock::now() - begun >= std::chrono::milliseconds(keep_alive_.steady_ms);
}

// Reads until the connection breaks. True if the login was accepted on the way.
bool PbxLink::talk() {
  bool was_up = false;
  bool pinged = false;
  while (!stopping_) {
    bool quiet = false;
    if (!read_some(pinged || !was_up ? keep_alive_.answer_ms : keep_alive_.quiet_ms, quiet)) break;
    if (quiet && (pinged || !up_)) {
      set_trouble(kNoAnswer);
      break;
    }
    pinged = quiet;
    if (quiet) tell("Ping", {});
    was_up = was_up || up_;
  }
  return was_up;
}

bool PbxLink::read_some(int timeout_ms, bool& quiet) {
  std::array<pollfd, 2> entries{{{socket_, POLLIN, 0}, {wake_, POLLIN, 0}}};
  const int ready = ::poll(entries.data(), entries.size(), timeout_ms);
  if (ready < 0) return errno == EINTR;
  quiet = ready == 0;
  if (quiet) return true;
  if (entries[1].revents != 0) return false;
  std::array<char, 16384> block{};
  const ssize_t got = ::recv(socket_, block.data(), block.size(), 0);
  if (got <= 0) {
    set_trouble(kBroken);
    return false;
  }
  if (!parser_.feed({block.data(), static_cast<std::size_t>(got)})) {
    set_trouble(kNoManager);
    return false;
  }
  if (!told_of_garbage_ && parser_.passed_over() > kPassedOverMax) {
    told_of_garbage_ = true;
    host_.log_warning(kMuchPassedOver.in(address_.locale));
  }
  while (const auto message = parser_.next()) take(*message);
  return true;
}

void PbxLink::take(const AmiMessage& message) {
  if (message.has("Event")) {
    if (up_) on_event_(*this, message);
    return;
  }
  const std::string& id = message.get("ActionID");
  if (id == kLoginId) {
    if (message.get("Response") != "Success") {
      throw Failure(KONTOR_UNAUTHENTICATED,
                    kLoginRefused.in(address_.locale, {message.get("Message")}));
    }
    up_ = true;
    host_.log_info("connected to the exchange");
    on_login_(*this);
    return;
  }
  const std::lock_guard lock(mutex_);
  const auto waiting = waiting_.find(id);
  if (waiting == waiting_.end()) return;
  waiting->second.set_value(message);
  waiting_.erase(waiting);
}

void PbxLink::give_up_waiting() {
  const std::lock_guard lock(mutex_);
  waiting_.clear();  // Broken promises tell those who wait.
}

// A peer that reads nothing must not hold us: after kSendMs the connection counts as dead.
bool PbxLink::send_some(std::string_view& rest) {
  const ssize_t sent = ::send(socket_, rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent > 0) rest.remove_prefix(static_cast<std::size_t>(sent));
  if (sent >= 0 || errno == EINTR) return true;
  if (errno != EAGAIN && errno != EWOULDBLOCK) return false;
  pollfd entry{socket_, POLLOUT, 0};
  return ::poll(&entry, 1, kSendMs) == 1;
}

bool PbxLink::send(const std::string& bytes) {
  const std::lock_guard lock(mutex_);
  std::string_view rest = bytes;
  while (socket_ >= 0 && !rest.empty()) {
    if (send_some(rest)) continue;
    ::shutdown(socket_, SHUT_RDWR);  // The reader ends it: half a message went out.
    return false;
  }
  return rest.empty();
}

void PbxLink::tell(std::string_view action, Fields fields) { send(ami_action(action, fields)); }

AmiMessage PbxLink::ask(std::string_view action, Fields fields, const std::string& action_id) {
  std::future<AmiMessage> answer;
  {
    const std::lock_guard lock(mutex_);
    answer = waiting_[action_id].get_future();
  }
  fields.emplace(fields.begin(), "ActionID", action_id);
  const bool sent = up_ && send(ami_action(action, fields));
  const bool answered =
      sent && answer.wait_for(std::chrono::milliseconds(keep_alive_.answer_ms / 3)) ==
                  std::future_status::ready;
  try {
    if (answered) return answer.get();
  } catch (const std::future_error&) {
    // The connection broke meanwhile.
  }
  const std::lock_guard lock(mutex_);
  waiting_.erase(action_id);
  throw Failure(KONTOR_UNAVAILABLE, sent ? kNoAnswer.in(address_.locale)
                                         : kNotConnected.in(address_.locale, {trouble_}));
}

}  // namespace kontor::telephony
