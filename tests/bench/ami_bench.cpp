// The telephony plugin at a busy exchange: what it costs to follow 5,000 events a second, and
// how soon the card of a ring is pushed meanwhile. The exchange replays a recording of a real
// Asterisk, call after call; the plugin is the built one, in the fake host of the SDK, whose
// answers cost next to nothing.

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <iostream>
#include <set>
#include <thread>

#include "sdk/testing/plugin_under_test.hpp"
#include "tests/bench/report.hpp"
#include "tests/support/ami_server.hpp"
#include "tests/support/program.hpp"

namespace {

using namespace kontor;
using namespace kontor::bench;
using Clock = std::chrono::steady_clock;

constexpr double kEventsPerSecond = 5000;
constexpr int kSeconds = 20;
constexpr char kRecordedId[] = "acct-";
constexpr char kRecordedNumber[] = "+491700000001";

// Of the calling thread; the exchange's own work is not the plugin's.
double thread_cpu_s() {
  rusage used{};
  ::getrusage(RUSAGE_THREAD, &used);
  return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
         static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

double own_cpu_s() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
         static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values.empty()
             ? 0
             : values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

struct Sent {
  std::int64_t events = 0;
  std::int64_t calls = 0;
  double seconds = 0;
  double exchange_cpu_s = 0;
};

// Plays calls at the wanted rate; notes when each began.
Sent play(testing::AmiServer& exchange, const testing::RecordedCall& recorded,
          std::vector<Clock::time_point>& begun) {
  Sent sent;
  const double cpu = thread_cpu_s();
  const auto start = Clock::now();
  const auto each =
      std::chrono::duration<double>(static_cast<double>(recorded.events()) / kEventsPerSecond);
  while (Clock::now() - start < std::chrono::seconds(kSeconds)) {
    std::this_thread::sleep_until(start + std::chrono::duration_cast<Clock::duration>(
                                              each * static_cast<double>(sent.calls)));
    begun[static_cast<std::size_t>(sent.calls)] = Clock::now();
    exchange.send_raw(recorded.with({{kRecordedId, "b" + std::to_string(sent.calls) + "-"},
                                     {kRecordedNumber, "+46701234567"}}));
    ++sent.calls;
    sent.events += static_cast<std::int64_t>(recorded.events());
  }
  sent.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  sent.exchange_cpu_s = thread_cpu_s() - cpu;
  return sent;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: ami_bench FILE.json\n";
    return 2;
  }
  const std::filesystem::path source = KONTOR_BENCH_SOURCE;
  const testing::RecordedCall recorded(source / "../fixtures/ami/basic.txt");
  testing::AmiServer exchange;
  testing::FakeHost host;
  host.set_secret("secret", "pbx");
  host.add_record("person", {{"name", "Eva Ek"}, {"phone", "+46701234567"}});
  host.set_settings({{"address", "127.0.0.1:" + std::to_string(exchange.port())},
                     {"username", "pbx"},
                     {"extensions", {{"102", "user-1"}}}});
  std::vector<Clock::time_point> begun(100'000);
  std::mutex mutex;
  std::vector<double> pops_ms;
  std::set<std::string> ended;
  std::int64_t ends = 0;
  host.on<op::UiPush>([&](const op::UiPushRequest& push) -> Result<op::UiPushResponse> {
    if (push.payload["state"] == "ringing") {
      const std::string id = push.payload["call_id"];
      const auto number = static_cast<std::size_t>(std::stoul(id.substr(1)));
      const std::lock_guard lock(mutex);
      pops_ms.push_back(
          std::chrono::duration<double, std::milli>(Clock::now() - begun[number]).count());
    }
    return op::UiPushResponse{};
  });
  host.on<op::EventEmit>([&](const op::EventEmitRequest& event) -> Result<op::EventEmitResponse> {
    const std::lock_guard lock(mutex);
    ended.insert(event.payload["call_id"].get<std::string>());
    ++ends;
    return op::EventEmitResponse{};
  });
  auto plugin = testing::PluginUnderTest::load(KONTOR_BENCH_PLUGIN, host);
  if (!plugin || !plugin->start()) {
    std::cerr << "the plugin does not start\n";
    return 1;
  }
  if (!testing::eventually([&] { return exchange.logins() == 1; })) return 1;

  const double cpu = own_cpu_s();
  const Sent sent = play(exchange, recorded, begun);
  // Late is not lost: a busy machine is waited for as long as it gets anywhere.
  bool all = false;
  for (std::size_t before = 1, now = 0; !all && before != now;) {
    before = now;
    all = testing::eventually([&] {
      const std::lock_guard lock(mutex);
      now = ended.size();
      return static_cast<std::int64_t>(now) == sent.calls;
    });
  }
  const double spent = own_cpu_s() - cpu - sent.exchange_cpu_s;
  const std::lock_guard lock(mutex);
  const std::int64_t lost = sent.calls - static_cast<std::int64_t>(ended.size());
  const std::int64_t doubled = ends - static_cast<std::int64_t>(ended.size());
  const std::vector<Figure> figures = {
      {.name = "AMI events followed",
       .value = static_cast<double>(sent.events) / sent.seconds,
       .unit = "events/s",
       .better = Better::higher,
       .target = 0.98 * kEventsPerSecond,
       .n = sent.events},
      {.name = "share of a core at that rate",
       .value = spent / sent.seconds,
       .unit = "cores",
       .better = Better::lower,
       .target = 0.5,
       .n = sent.events},
      {.name = "calls lost or doubled",
       .value = static_cast<double>(all ? lost + doubled : sent.calls),
       .unit = "calls",
       .better = Better::lower,
       .target = 0,
       .n = sent.calls},
      {.name = "card pushed after its call began, p50",
       .value = quantile(pops_ms, 0.5),
       .unit = "ms",
       .better = Better::lower,
       .n = sent.calls},
      {.name = "card pushed after its call began, p99",
       .value = quantile(pops_ms, 0.99),
       .unit = "ms",
       .better = Better::lower,
       .target = 50,
       .n = sent.calls}};
  const Status written = write_report(argv[1], figures);
  if (!written) std::cerr << written.error().message << "\n";
  return written ? 0 : 1;
}
