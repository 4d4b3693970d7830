#include "tests/support/loud_smsc.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "tests/support/loopback_listener.hpp"

namespace kontor::testing {
namespace {

using namespace sms::smpp;

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

}  // namespace

LoudSmsc::LoudSmsc() {
  const LoopbackListener listening = listen_on_loopback(0, Buffers::narrow);
  listener_ = listening.socket;
  port_ = listening.port;
  thread_ = std::thread([this] { run(); });
}

LoudSmsc::~LoudSmsc() {
  stopping_ = true;
  stop_reading(false);
  ::shutdown(listener_, SHUT_RDWR);
  {
    const std::lock_guard lock(mutex_);
    if (bound_ >= 0) ::shutdown(bound_, SHUT_RDWR);
  }
  thread_.join();
  ::close(listener_);
}

void LoudSmsc::run() {
  while (!stopping_) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) continue;
    serve(socket);
    const std::lock_guard lock(mutex_);
    if (bound_ == socket) bound_ = -1;
    ::close(socket);
  }
}

void LoudSmsc::serve(int socket) {
  PduReader reader;
  std::array<char, 4096> block{};
  while (!stopping_) {
    deaf_.wait(true);
    const ssize_t got = ::recv(socket, block.data(), block.size(), 0);
    if (got <= 0) return;
    reader.feed({block.data(), static_cast<std::size_t>(got)});
    while (const auto pdu = reader.next()) take(socket, *pdu);
  }
}

void LoudSmsc::take(int socket, const Pdu& pdu) {
  const auto answer = [&](std::string body) {
    send_all(socket, encode({pdu.command | kResponse, kOk, pdu.sequence, std::move(body)}));
  };
  switch (pdu.command) {
    case kBindTransceiver: {
      answer(std::string("smsc\0", 5));
      const std::lock_guard lock(mutex_);
      bound_ = socket;
      ++binds_;
      return;
    }
    case kEnquireLink:
    case kUnbind:
      return answer("");
    case kDeliverSm | kResponse: {
      const std::lock_guard lock(mutex_);
      ++answers_[pdu.status];
      return;
    }
    case kGenericNack:
      ++nacks_;
      return;
    default:
      return;
  }
}

bool LoudSmsc::say(std::string_view bytes) {
  int socket = -1;
  {
    const std::lock_guard lock(mutex_);
    if (bound_ >= 0) socket = ::dup(bound_);  // Its thread may close its own meanwhile.
  }
  const bool said = socket >= 0 && send_all(socket, bytes);
  if (socket >= 0) ::close(socket);
  return said;
}

void LoudSmsc::stop_reading(bool stopped) {
  deaf_ = stopped;
  deaf_.notify_all();
}

std::map<std::uint32_t, int> LoudSmsc::answers() const {
  const std::lock_guard lock(mutex_);
  return answers_;
}

std::string deliver_sm(std::uint32_t sequence, const std::string& from, const std::string& octets,
                       std::uint8_t data_coding) {
  constexpr std::size_t kShortMessageBytesMax = 254;
  const bool as_payload = octets.size() > kShortMessageBytesMax;
  std::string body(1, '\0');  // service_type
  body += "\x01\x01" + from + std::string(1, '\0');
  body += std::string("\0\x01", 2) + "72500" + std::string(1, '\0');
  body += std::string(7, '\0');  // esm_class … replace_if_present_flag, no times
  body += static_cast<char>(data_coding);
  body += '\0';  // sm_default_msg_id
  body += as_payload ? '\0' : static_cast<char>(octets.size());
  if (as_payload) {
    body += "\x04\x24";
    body += static_cast<char>(octets.size() >> 8);
    body += static_cast<char>(octets.size() & 0xff);
  }
  body += octets;
  return encode({kDeliverSm, kOk, sequence, std::move(body)});
}

}  // namespace kontor::testing
