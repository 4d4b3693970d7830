#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "sdk/runtime/channel.hpp"

// The socket half of Channel: whole frames out, bytes and descriptors in.
namespace kontor::runtime {
namespace {

constexpr std::size_t kReadBytes = std::size_t{64} << 10;
constexpr auto kLookPeriod = std::chrono::seconds(1);  // Of the socket while nothing comes.

// Tells the processor that this is a spin.
void relax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// Waits until `events` or the end of time. False when the time is over.
bool wait_for(int socket, short events, Channel::Time until) {
  while (true) {
    int timeout_ms = -1;
    if (until != Channel::kForever) {
      const auto left =
          std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
      if (left.count() <= 0) return false;
      timeout_ms = static_cast<int>(std::min<std::int64_t>(left.count(), 60'000));
    }
    pollfd watched{socket, events, 0};
    if (::poll(&watched, 1, timeout_ms) > 0) return true;
  }
}

ssize_t send_some(int socket, std::array<iovec, 3>& parts, int descriptor) {
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = parts.size();
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  if (descriptor >= 0) {
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
  }
  return ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void skip(std::array<iovec, 3>& parts, std::size_t bytes) {
  for (iovec& part : parts) {
    const std::size_t here = std::min(bytes, part.iov_len);
    part.iov_base = static_cast<char*>(part.iov_base) + here;
    part.iov_len -= here;
    bytes -= here;
  }
}

}  // namespace

bool Channel::send(FrameKind kind, std::string_view operation, std::string_view text,
                   std::int32_t code, std::uint64_t id, std::uint64_t parent, int descriptor,
                   Time until) {
  const FrameHeader header =
      frame_header(kind, operation.size(), text.size(), code, id, parent, descriptor >= 0);
  const auto part = [](std::string_view bytes) {
    return iovec{const_cast<char*>(bytes.data()), bytes.size()};
  };
  std::array<iovec, 3> parts{part({header.data(), header.size()}), part(operation), part(text)};
  std::size_t left = header.size() + operation.size() + text.size();
  const std::size_t whole = left;
  const std::lock_guard writing(write_mutex_);
  SharedMail* mail = mail_;
  if (mail != nullptr && descriptor < 0 && !closed_ && mail->out().heard.load() == sent_ &&
      mail->put({header.data(), header.size()}, operation, text))
    return true;
  while (left > 0) {
    if (closed_) return false;
    const ssize_t sent = send_some(socket_.get(), parts, left == whole ? descriptor : -1);
    if (sent > 0) {
      if (left == whole) announce(mail);
      skip(parts, static_cast<std::size_t>(sent));
      left -= static_cast<std::size_t>(sent);
    } else if (sent < 0 && errno == EINTR) {
      continue;
    } else if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      // Half a frame must be completed; a whole one that nobody takes may be given up.
      if (until == kNoWait && left == whole) return false;
      const Time patience = until == kNoWait ? kForever : until;
      if (wait_for(socket_.get(), POLLOUT, patience)) continue;
      if (left != whole) close();
      return false;
    } else {
      close();
      return false;
    }
  }
  return true;
}

// A frame is coming by the socket: until it has come the peer waits there.
void Channel::announce(SharedMail* mail) {
  ++sent_;
  if (mail == nullptr) return;
  mail->out().sent.store(sent_);
  mail->out().ring();
}

Channel::Read Channel::receive(Time until) {
  SharedMail* mail = mail_;
  return mail == nullptr ? receive_by_socket(until) : receive_by_memory(*mail, until);
}

template <typename Arrived>
bool Channel::spin(Arrived arrived) {
  const auto allowance = patience_.allowance();
  if (allowance == allowance.zero()) return false;
  const Time end = std::chrono::steady_clock::now() + allowance;
  bool here = arrived();
  while (!here && std::chrono::steady_clock::now() < end) {
    relax();
    here = arrived();
  }
  patience_.learn(here);
  return here;
}

// Asleep in the read itself, which costs least; with poll() in the last second before a
// deadline.
Channel::Read Channel::receive_by_socket(Time until) {
  // Whatever has come is looked at before sleeping: it may have been the shared memory.
  Read read = take(Waiting::none);
  if (read == Read::something) return cut_into_frames();
  if (read != Read::nothing || until == kNoWait) return read;
  const bool forever = until == kForever;
  if (!forever && until - std::chrono::steady_clock::now() < kLookPeriod)
    return wait_for(socket_.get(), POLLIN, until) ? read_socket() : Read::nothing;
  if (wakes_each_second_ == forever) {
    const timeval period{forever ? 0 : kLookPeriod.count(), 0};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &period, sizeof period);
    wakes_each_second_ = !forever;
  }
  read = take(Waiting::asleep);
  return read == Read::something ? cut_into_frames() : read;
}

Channel::Read Channel::receive_by_memory(SharedMail& mail, Time until) {
  Mailbox& in = mail.in();
  const std::uint32_t seen = in.events.load();
  const Read read = look(mail, until);
  if (read != Read::nothing || until == kNoWait || coming_by_socket(mail)) return read;
  if (spin([&in, seen] { return in.events.load() != seen; })) return look(mail, until);
  if (closed_) return Read::gone;
  std::chrono::nanoseconds longest = std::chrono::nanoseconds::max();
  if (until != kForever)
    longest = std::clamp<std::chrono::nanoseconds>(until - std::chrono::steady_clock::now(),
                                                   std::chrono::nanoseconds(0), kLookPeriod);
  in.sleep(seen, longest);
  // Not told of anything: perhaps the peer has closed the socket, or writes to it alone.
  return in.events.load() == seen ? read_socket() : look(mail, until);
}

// More frames begun than read. Fewer: one was read before the peer had said so, and the
// peer's word is still to come.
bool Channel::coming_by_socket(SharedMail& mail) const {
  return static_cast<std::int32_t>(mail.in().sent.load() - heard_) > 0;
}

Channel::Read Channel::look(SharedMail& mail, Time until) {
  mail_bytes_.clear();
  const int taken = mail.take(mail_bytes_);
  if (taken < 0) return Read::nonsense;
  if (taken == 0) return coming_by_socket(mail) ? receive_by_socket(until) : Read::nothing;
  mail_parser_.append(mail_bytes_);
  while (true) {
    auto frame = mail_parser_.next();
    if (!frame) return Read::nonsense;
    if (!*frame) return received_.empty() ? Read::nothing : Read::something;
    if ((*frame)->descriptor) return Read::nonsense;  // None can come this way.
    received_.push_back({std::move(**frame), Descriptor()});
  }
}

Channel::Read Channel::read_socket() {
  const Read read = take(Waiting::none);
  return read == Read::something ? cut_into_frames() : read;
}

Channel::Read Channel::take(Waiting waiting) {
  if (scratch_.empty()) scratch_.resize(kReadBytes);
  iovec part{scratch_.data(), scratch_.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (descriptors_ == Descriptors::accept) {  // Without room the kernel drops descriptors.
    message.msg_control = control.data();
    message.msg_controllen = control.size();
  }
  const ssize_t count = ::recvmsg(socket_.get(), &message,
                                  MSG_CMSG_CLOEXEC | (waiting == Waiting::none ? MSG_DONTWAIT : 0));
  if (count == 0) return Read::gone;
  if (count < 0)
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? Read::nothing : Read::gone;
  for (cmsghdr* each = CMSG_FIRSTHDR(&message); each != nullptr;
       each = CMSG_NXTHDR(&message, each)) {
    if (each->cmsg_level != SOL_SOCKET || each->cmsg_type != SCM_RIGHTS) continue;
    int number = -1;
    std::memcpy(&number, CMSG_DATA(each), sizeof number);
    descriptors_in_.emplace_back(number);
  }
  parser_.append({scratch_.data(), static_cast<std::size_t>(count)});
  return Read::something;
}

// Nothing: the last frame is not whole yet.
Channel::Read Channel::cut_into_frames() {
  while (true) {
    auto frame = parser_.next();
    if (!frame) return Read::nonsense;
    if (!*frame) break;
    Descriptor descriptor;
    if ((*frame)->descriptor && !descriptors_in_.empty()) {
      descriptor = std::move(descriptors_in_.front());
      descriptors_in_.pop_front();
    }
    ++heard_;
    if ((*frame)->kind != FrameKind::memory)
      received_.push_back({std::move(**frame), std::move(descriptor)});
    else if (!open_memory(std::move(descriptor)))
      return Read::nonsense;
  }
  if (SharedMail* mail = mail_) mail->in().heard.store(heard_);
  return received_.empty() ? Read::nothing : Read::something;
}

void Channel::share_memory() {
  auto mail = SharedMail::create();
  if (!mail) return;          // The socket alone does it too.
  mail->out().sent.store(1);  // The frame that brings it, before anything else.
  if (!send(FrameKind::memory, {}, {}, 0, 0, 0, mail->descriptor(), kForever)) return;
  owned_mail_ = std::make_unique<SharedMail>(std::move(*mail));
  mail_ = owned_mail_.get();
}

bool Channel::open_memory(Descriptor memory) {
  if (descriptors_ == Descriptors::refuse || mail_ != nullptr || !memory) return false;
  auto mail = SharedMail::open(std::move(memory));
  if (!mail) return false;
  owned_mail_ = std::make_unique<SharedMail>(std::move(*mail));
  mail_ = owned_mail_.get();
  return true;
}

}  // namespace kontor::runtime
