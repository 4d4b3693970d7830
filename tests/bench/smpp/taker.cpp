#include "tests/bench/smpp/taker.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <iostream>

#include "plugins/sms/smpp/messages.hpp"

namespace kontor::bench {
namespace {

namespace smpp = kontor::sms::smpp;

std::string receipt_for(const smpp::ShortMessage& message, const std::string& id) {
  smpp::ShortMessage receipt;
  receipt.source = message.destination;
  receipt.destination = message.source;
  receipt.esm_class = smpp::kDeliveryReceipt;
  receipt.octets = "id:" + id +
                   " sub:001 dlvrd:001 submit date:2611220900 done date:2611220901 "
                   "stat:DELIVRD err:000 text:";
  return smpp::short_message_body(receipt);
}

}  // namespace

void require(bool holds, const std::string& what) {
  if (holds) return;
  std::cerr << "smpp_bench: " << what << '\n';
  std::exit(1);
}

Taker::Taker(Receipts receipts)
    : receipts_(receipts), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* raw = reinterpret_cast<sockaddr*>(&address);
  require(::bind(listener_, raw, size) == 0 && ::listen(listener_, 1) == 0 &&
              ::getsockname(listener_, raw, &size) == 0,
          "no port to listen at");
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

Taker::~Taker() {
  thread_.join();
  ::close(listener_);
}

double Taker::cpu_s() {
  clockid_t clock = 0;
  timespec spent{};
  if (::pthread_getcpuclockid(thread_.native_handle(), &clock) != 0 ||
      ::clock_gettime(clock, &spent) != 0)
    return 0;
  return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) / 1e9;
}

void Taker::serve() {
  const int peer = ::accept(listener_, nullptr, nullptr);
  smpp::PduReader reader;
  std::array<char, 65536> block{};
  for (ssize_t got = 0; (got = ::recv(peer, block.data(), block.size(), 0)) > 0;) {
    reader.feed({block.data(), static_cast<std::size_t>(got)});
    std::string answers;
    while (const auto pdu = reader.next()) {
      if ((pdu->command & smpp::kResponse) != 0) {
        ++heard_;
        continue;
      }
      const std::string id = std::to_string(pdu->sequence);
      const std::string text = id + std::string(1, '\0');
      answers += smpp::encode({pdu->command | smpp::kResponse, smpp::kOk, pdu->sequence, text});
      if (pdu->command != smpp::kSubmitSm) continue;
      ++taken_;
      const auto message = smpp::short_message_of(pdu->body);
      if (receipts_ == Receipts::none || !message) continue;
      answers +=
          smpp::encode({smpp::kDeliverSm, smpp::kOk, ++last_sequence_, receipt_for(*message, id)});
    }
    if (!answers.empty() && ::send(peer, answers.data(), answers.size(), MSG_NOSIGNAL) < 0) break;
  }
  ::close(peer);
}

}  // namespace kontor::bench
