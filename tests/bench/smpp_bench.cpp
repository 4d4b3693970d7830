// Messages a second that the sms plugin's SMPP link submits to an SMSC on loopback with a window
// of 50, and how much of a core link and SMSC take together.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>

#include "plugins/sms/smpp/link.hpp"
#include "sdk/testing/fake_host.hpp"
#include "tests/bench/report.hpp"

namespace {

namespace smpp = kontor::sms::smpp;

constexpr std::uint64_t kMessages = 100'000;
constexpr std::size_t kWindow = 50;
constexpr double kWantedPerSecond = 2'000;

void require(bool holds, const char* what) {
  if (holds) return;
  std::cerr << "smpp_bench: " << what << '\n';
  std::exit(1);
}

// Takes everything: reads PDUs and answers each submit with an id.
class Taker {
 public:
  Taker() : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
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
  ~Taker() {
    thread_.join();
    ::close(listener_);
  }
  std::int64_t port() const { return port_; }

 private:
  void serve() {
    const int peer = ::accept(listener_, nullptr, nullptr);
    smpp::PduReader reader;
    std::array<char, 65536> block{};
    for (ssize_t got = 0; (got = ::recv(peer, block.data(), block.size(), 0)) > 0;) {
      reader.feed({block.data(), static_cast<std::size_t>(got)});
      std::string answers;
      while (const auto pdu = reader.next()) {
        const std::string id = std::to_string(pdu->sequence) + std::string(1, '\0');
        answers += smpp::encode({pdu->command | smpp::kResponse, smpp::kOk, pdu->sequence, id});
      }
      if (::send(peer, answers.data(), answers.size(), MSG_NOSIGNAL) < 0) break;
    }
    ::close(peer);
  }

  int listener_;
  std::int64_t port_ = 0;
  std::thread thread_;
};

class Load final : public smpp::Traffic {
 public:
  bool next(smpp::ShortMessage& message, std::uint64_t& tag) override {
    if (next_ == kMessages) return false;
    tag = ++next_;
    message.source = smpp::address_of("Kontor");
    message.destination = smpp::address_of("+46701234567");
    message.registered_delivery = 1;
    message.octets = std::string(120, 'a');
    return true;
  }
  void accepted(std::uint64_t, const std::string&) override { ++accepted_; }
  void refused(std::uint64_t, std::uint32_t) override { ++lost_; }
  void uncertain(std::uint64_t, const std::string&) override { ++lost_; }
  void unsent(std::uint64_t) override { ++lost_; }
  bool delivered(const smpp::ShortMessage&) override { return true; }

  std::uint64_t accepted() const { return accepted_; }
  std::uint64_t lost() const { return lost_; }

 private:
  std::uint64_t next_ = 0;
  std::atomic<std::uint64_t> accepted_ = 0;
  std::atomic<std::uint64_t> lost_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  require(argc == 2, "usage: smpp_bench REPORT");
  kontor::testing::FakeHost host;
  Taker taker;
  Load load;
  smpp::LinkOptions options;
  options.host = "127.0.0.1";
  options.port = taker.port();
  options.session.window = kWindow;
  const double cpu_before = kontor::bench::process_cpu_s(::getpid());
  const auto begin = std::chrono::steady_clock::now();
  double seconds = 0;
  {
    smpp::Link link(kontor::Host(host.c_host()), options, load);
    while (load.accepted() + load.lost() < kMessages && seconds < 120) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    }
  }
  const double cpu = kontor::bench::process_cpu_s(::getpid()) - cpu_before;
  require(load.accepted() == kMessages, "not each message was taken");
  using kontor::bench::Better;
  const auto written =
      kontor::bench::write_report(argv[1], {{.name = "smpp.messages_per_s",
                                             .value = kMessages / seconds,
                                             .unit = "1/s",
                                             .better = Better::higher,
                                             .target = kWantedPerSecond,
                                             .n = static_cast<std::int64_t>(kMessages)},
                                            {.name = "smpp.cores_at_2000_per_s",
                                             .value = cpu / kMessages * kWantedPerSecond,
                                             .unit = "cores",
                                             .better = Better::lower,
                                             .target = 1.0,
                                             .n = static_cast<std::int64_t>(kMessages)}});
  require(static_cast<bool>(written), "the report cannot be written");
  return 0;
}
