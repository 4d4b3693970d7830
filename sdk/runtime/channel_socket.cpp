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
constexpr auto kBlockingPeriod = std::chrono::seconds(1);

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
  while (left > 0) {
    if (closed_) return false;
    const ssize_t sent = send_some(socket_.get(), parts, left == whole ? descriptor : -1);
    if (sent > 0) {
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

Channel::Read Channel::receive(Time until) {
  if (scratch_.empty()) scratch_.resize(kReadBytes);
  while (true) {
    Read read = take(Waiting::none);
    if (read == Read::nothing && until != kNoWait) {
      read = spin();
      if (read == Read::nothing) read = sleep(until);
    }
    if (read != Read::something) return read;
    read = cut_into_frames();
    if (read != Read::nothing) return read;
  }
}

Channel::Read Channel::spin() {
  const auto allowance = patience_.allowance();
  if (allowance == allowance.zero()) return Read::nothing;
  const Time end = std::chrono::steady_clock::now() + allowance;
  Read read = Read::nothing;
  while (read == Read::nothing && std::chrono::steady_clock::now() < end)
    read = take(Waiting::none);
  patience_.learn(read != Read::nothing);
  return read;
}

// Asleep in the read itself, which costs least; with poll() in the last second before a
// deadline.
Channel::Read Channel::sleep(Time until) {
  const bool forever = until == kForever;
  if (!forever && until - std::chrono::steady_clock::now() < kBlockingPeriod)
    return wait_for(socket_.get(), POLLIN, until) ? take(Waiting::none) : Read::nothing;
  if (wakes_each_second_ == forever) {
    const timeval period{forever ? 0 : kBlockingPeriod.count(), 0};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &period, sizeof period);
    wakes_each_second_ = !forever;
  }
  return take(Waiting::asleep);
}

Channel::Read Channel::take(Waiting waiting) {
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
    if (!frame) return Read::gone;
    if (!*frame) return received_.empty() ? Read::nothing : Read::something;
    Received& each = received_.emplace_back(Received{std::move(**frame), Descriptor()});
    if (!each.frame.descriptor || descriptors_in_.empty()) continue;
    each.descriptor = std::move(descriptors_in_.front());
    descriptors_in_.pop_front();
  }
}

}  // namespace kontor::runtime
