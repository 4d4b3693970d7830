#include "tests/bench/smpp/whole_plugin.hpp"

#include <unistd.h>

#include <chrono>
#include <kontor/time.hpp>
#include <set>
#include <string>
#include <thread>

#include "sdk/testing/plugin_under_test.hpp"
#include "tests/bench/smpp/taker.hpp"

namespace kontor::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kPeople = 5'000;
constexpr std::int64_t kWindow = 50;
constexpr double kWantedPerSecond = 2'000;
constexpr auto kPatience = std::chrono::seconds(120);

void add_people(testing::FakeHost& host) {
  for (std::int64_t i = 0; i < kPeople; ++i) {
    const std::string number = "+4670" + std::to_string(1'000'000 + i);
    host.allow(host.add_record("person", {{"first_name", "Eva"}, {"phone", number}}), "marketing");
  }
}

// The jobs whose time has come, each once, as a host runs them.
void run_jobs(testing::PluginUnderTest& plugin, const testing::FakeHost& host, std::size_t& done) {
  const std::string now_text = rfc3339(now());
  const auto jobs = host.jobs();
  while (done < jobs.size() && jobs[done].run_at <= now_text) {
    const auto& job = jobs[done++];
    const auto ran = plugin.call<op::JobRun>({.job = job.job, .payload = job.payload});
    require(static_cast<bool>(ran), "a job failed");
  }
}

}  // namespace

std::vector<Figure> measure_whole_plugin() {
  testing::FakeHost host;
  Taker taker(Receipts::each);
  host.set_secret("password", "smsctest");
  host.set_settings({{"smpp_address", "127.0.0.1:" + std::to_string(taker.port())},
                     {"username", "kontor"},
                     {"from", "Kontor"},
                     {"send_from_hour", 0},
                     {"send_until_hour", 24},
                     {"smpp_window", kWindow}});
  add_people(host);
  double seconds = 0;
  double cpu = 0;
  {
    auto loaded = testing::PluginUnderTest::load(KONTOR_BENCH_SMS, host);
    require(static_cast<bool>(loaded), "the sms plugin does not load");
    auto plugin = std::move(*loaded);
    require(static_cast<bool>(plugin.start()), "the sms plugin does not start");
    const double cpu_before = process_cpu_s(::getpid());
    const auto begin = Clock::now();
    op::ActionRunRequest press{.action = "sms.segment", .actor = {.id = "user-1", .name = "Anna"}};
    press.input = {{"text", "Hej {first_name|du}! Rea hela veckan."}};
    require(static_cast<bool>(plugin.call<op::ActionRun>(press)), "the campaign does not begin");
    std::size_t done = 0;
    while (taker.heard() < kPeople && Clock::now() - begin < kPatience) {
      run_jobs(plugin, host, done);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    cpu = process_cpu_s(::getpid()) - cpu_before;
    require(static_cast<bool>(plugin.call<op::PluginStop>({})), "the sms plugin does not stop");
  }
  require(taker.taken() == kPeople, std::to_string(taker.taken()) + " were submitted");
  std::set<std::string> arrived;
  for (const auto& entry : host.timeline())
    if (entry.state == "delivered") arrived.insert(entry.record.id);
  require(std::ssize(arrived) == kPeople, std::to_string(arrived.size()) + " were delivered");
  return {{.name = "smpp.campaign_messages_per_s",
           .value = static_cast<double>(kPeople) / seconds,
           .unit = "1/s",
           .better = Better::higher,
           .target = kWantedPerSecond,
           .n = kPeople},
          {.name = "smpp.campaign_cores_at_2000_per_s",
           .value = cpu / static_cast<double>(kPeople) * kWantedPerSecond,
           .unit = "cores",
           .better = Better::lower,
           .target = 1.0,
           .n = kPeople}};
}

}  // namespace kontor::bench
