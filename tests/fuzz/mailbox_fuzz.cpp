#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "sdk/runtime/channel.hpp"
#include "sdk/runtime/mailbox.hpp"

// A host's channel and its peer, which is the input: it writes marks and bytes into the
// memory they share and bytes into the socket.
//
// Property: whatever the peer writes, the host does not wait, writes nothing but its own
// half of the memory, and hands on calls and log lines within their limits or closes.
namespace {

using namespace kontor::runtime;

void require(bool holds) {
  if (!holds) std::abort();
}

void heard_call(const PeerCall& call) {
  require(call.operation.size() <= kOperationBytesMax);
  require(call.operation.size() + call.request.size() <= kFrameBytesMax);
}

// The descriptor that share_memory() has sent.
Descriptor receive_memory(int socket) {
  std::array<char, kFrameHeaderBytes> frame{};
  iovec part{frame.data(), frame.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  require(::recvmsg(socket, &message, MSG_CMSG_CLOEXEC) == static_cast<ssize_t>(frame.size()));
  int number = -1;
  std::memcpy(&number, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof number);
  return Descriptor(number);
}

// The next bytes of the input.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size)
      : left_(reinterpret_cast<const char*>(data), size) {}
  bool empty() const { return left_.empty(); }
  std::uint32_t number(std::size_t bytes) {
    std::uint32_t value = 0;
    const std::string_view taken = text(bytes);
    std::memcpy(&value, taken.data(), taken.size());
    return value;
  }
  std::string_view text(std::size_t bytes) {
    const std::string_view taken = left_.substr(0, bytes);
    left_.remove_prefix(taken.size());
    return taken;
  }

 private:
  std::string_view left_;
};

struct Peer {
  int socket;
  SharedMail& mail;

  void step(Input& input) {
    Mailbox& own = mail.out();
    Mailbox& hosts = mail.in();
    switch (input.number(1) % 10) {
      case 0:
        own.put.store(input.number(4));
        return own.ring();
      case 1:
        return own.sent.store(input.number(4));
      case 2:
        own.size = input.number(4);
        return;
      case 3:
        return own.events.store(input.number(4));
      case 4:
        return hosts.taken.store(input.number(4));
      case 5:
        return hosts.heard.store(input.number(4));
      case 6:
        return hosts.asleep.store(input.number(1));
      case 7: {  // Bytes anywhere in its box.
        const std::size_t offset = input.number(2) % kMailBytesMax;
        const auto bytes = input.text(input.number(1));
        std::memcpy(own.bytes + offset, bytes.data(),
                    std::min(bytes.size(), kMailBytesMax - offset));
        return;
      }
      case 8: {  // A message put in properly.
        const auto bytes = input.text(input.number(2));
        mail.put(bytes, {}, {});
        return;
      }
      default: {
        const auto bytes = input.text(input.number(1));
        if (!bytes.empty())
          (void)::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      }
    }
  }
};

// What is the peer's to write, as it left it.
struct PeersHalf {
  explicit PeersHalf(Mailbox& box)
      : put(box.put), sent(box.sent), size(box.size), bytes(box.bytes, kMailBytesMax) {}
  bool operator==(const PeersHalf&) const = default;
  std::uint32_t put, sent, size;
  std::string bytes;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::array<int, 2> ends{};
  require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
  const Descriptor peer_socket(ends[1]);
  Descriptor host_socket(ends[0]);
  Channel host(std::move(host_socket), Channel::Descriptors::refuse,
               {.serve = [](const PeerCall&) { return Answer{}; },
                .on_call = [](const PeerCall& call) { heard_call(call); },
                .on_log = [](std::int32_t,
                             const std::string& text) { require(text.size() <= kLogBytesMax); }});
  host.share_memory();
  auto mail = SharedMail::open(receive_memory(peer_socket.get()));
  require(static_cast<bool>(mail));
  Peer peer{peer_socket.get(), *mail};
  for (Input input(data, size); !input.empty() && !host.closed();) {
    peer.step(input);
    const PeersHalf before(mail->out());
    host.pump();
    host.send_log(1, "a line");
    require(before == PeersHalf(mail->out()));
  }
  return 0;
}
