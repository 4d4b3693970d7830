#include "tests/bench/smpp/whole_plugin.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <kontor/time.hpp>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "sdk/testing/plugin_under_test.hpp"
#include "tests/bench/smpp/campaign.hpp"
#include "tests/bench/smpp/taker.hpp"

namespace kontor::bench {
namespace {

// As the host keeps it: found by what the plugin calls an entry.
class Timeline {
 public:
  explicit Timeline(testing::FakeHost& host) {
    host.on<op::TimelineAdd>([this](const auto& entry) -> Result<op::TimelineAddResponse> {
      const std::lock_guard lock(mutex_);
      const std::string name = entry.external_id.value_or("");
      states_[name] = entry.state;
      return op::TimelineAddResponse{.id = "activity of " + name};
    });
  }
  std::int64_t delivered() {
    const std::lock_guard lock(mutex_);
    return std::count_if(states_.begin(), states_.end(),
                         [](const auto& entry) { return entry.second == "delivered"; });
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::string> states_;
};

void add_people(testing::FakeHost& host) {
  for (std::int64_t i = 0; i < kPeople; ++i) {
    const std::string number = "+4670" + std::to_string(1'000'000 + i);
    host.allow(host.add_record("person", {{"first_name", "Eva"}, {"phone", number}}), "marketing");
  }
}

// What the plugin schedules, each run once when its time has come, as a host does.
class Jobs {
 public:
  explicit Jobs(testing::FakeHost& host) {
    host.on<op::JobSchedule>([this](const auto& job) -> Result<op::JobScheduleResponse> {
      const std::lock_guard lock(mutex_);
      waiting_.push_back(job);
      return op::JobScheduleResponse{.id = "job-" + std::to_string(++last_)};
    });
  }
  void run(testing::PluginUnderTest& plugin) {
    while (const auto job = next()) {
      const auto ran = plugin.call<op::JobRun>({.job = job->job, .payload = job->payload});
      require(static_cast<bool>(ran), "a job failed");
    }
  }

 private:
  std::optional<op::JobScheduleRequest> next() {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty() || waiting_.front().run_at > rfc3339(now())) return std::nullopt;
    auto job = std::move(waiting_.front());
    waiting_.pop_front();
    return job;
  }

  std::mutex mutex_;
  std::deque<op::JobScheduleRequest> waiting_;
  int last_ = 0;
};

}  // namespace

std::vector<Figure> measure_whole_plugin() {
  testing::FakeHost host;
  Jobs jobs(host);
  Timeline timeline(host);
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
    auto loaded = testing::PluginUnderTest::load(KONTOR_BENCH_PLUGINS "/sms", host);
    require(static_cast<bool>(loaded), "the sms plugin does not load");
    auto plugin = std::move(*loaded);
    require(static_cast<bool>(plugin.start()), "the sms plugin does not start");
    const double cpu_before = process_cpu_s(::getpid());
    const auto begin = Clock::now();
    op::ActionRunRequest press{.action = "sms.segment", .actor = {.id = "user-1", .name = "Anna"}};
    press.input = {{"text", "Hej {first_name|du}! Rea hela veckan."}};
    require(static_cast<bool>(plugin.call<op::ActionRun>(press)), "the campaign does not begin");
    while (taker.heard() < kPeople && Clock::now() - begin < kPatience) {
      jobs.run(plugin);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    cpu = process_cpu_s(::getpid()) - cpu_before;
    require(static_cast<bool>(plugin.call<op::PluginStop>({})), "the sms plugin does not stop");
  }
  require(taker.taken() == kPeople, std::to_string(taker.taken()) + " were submitted");
  require(timeline.delivered() == kPeople, std::to_string(timeline.delivered()) + " arrived");
  return campaign_figures("smpp.campaign", seconds, cpu);
}

}  // namespace kontor::bench
