// Messages a second that go to an SMSC on loopback with a window of 50, and how much of a core that
// takes: by the sms plugin's SMPP link alone, by a campaign through the whole plugin in the fake
// host, SMSC included in both, and by a campaign on a real host with its sandboxes and database.

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "plugins/sms/smpp/link.hpp"
#include "sdk/testing/fake_host.hpp"
#include "tests/bench/report.hpp"
#include "tests/bench/smpp/on_host.hpp"
#include "tests/bench/smpp/taker.hpp"
#include "tests/bench/smpp/whole_plugin.hpp"

namespace {

namespace smpp = kontor::sms::smpp;
using kontor::bench::require;

constexpr std::uint64_t kMessages = 100'000;
constexpr std::size_t kWindow = 50;
constexpr double kWantedPerSecond = 2'000;

class Load final : public smpp::Traffic {
 public:
  bool next(smpp::ShortMessage& message, std::uint64_t& tag, std::size_t) override {
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
  std::uint32_t delivered(const smpp::ShortMessage&) override { return smpp::kOk; }
  bool write_down() override { return true; }

  std::uint64_t accepted() const { return accepted_; }
  std::uint64_t lost() const { return lost_; }

 private:
  std::uint64_t next_ = 0;
  std::atomic<std::uint64_t> accepted_ = 0;
  std::atomic<std::uint64_t> lost_ = 0;
};

std::vector<kontor::bench::Figure> measure_link() {
  kontor::testing::FakeHost host;
  kontor::bench::Taker taker(kontor::bench::Receipts::none);
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
  return {{.name = "smpp.messages_per_s",
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
           .n = static_cast<std::int64_t>(kMessages)}};
}

}  // namespace

int main(int argc, char** argv) {
  require(argc == 2, "usage: smpp_bench REPORT");
  auto figures = measure_link();
  for (const auto& measure : {kontor::bench::measure_whole_plugin, kontor::bench::measure_on_host})
    for (auto& figure : measure()) figures.push_back(std::move(figure));
  require(static_cast<bool>(kontor::bench::write_report(argv[1], figures)),
          "the report cannot be written");
  return 0;
}
