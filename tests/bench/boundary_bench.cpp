// Calls across a plugin's boundary, in a runner and in this process, beside go-plugin over
// gRPC doing the same.

#include <kontor/op/event_deliver.hpp>
#include <kontor/op/record_before_save.hpp>
#include <optional>
#include <thread>
#include <vector>

#include "tests/bench/boundary/course.hpp"
#include "tests/bench/report.hpp"

namespace {

namespace op = kontor::op;
using namespace kontor::bench;
using kontor::Json;
using kontor::runtime::PluginMode;
using kontor::runtime::PluginProcess;

constexpr int kCalls = 20'000;
constexpr int kSpacedCalls = 500;
constexpr int kBatch = 64;
constexpr int kThreads = 4;
constexpr int kIdle = 50;
constexpr int kTiny = 1000;  // Calls between two looks at the clock, where one costs as much.

std::vector<Figure> figures;

void add(const std::string& name, double value, int calls, std::optional<double> target = {},
         std::optional<Peer> peer = {}) {
  figures.push_back({.name = name,
                     .value = value,
                     .unit = "us",
                     .better = Better::lower,
                     .target = target,
                     .peer = std::move(peer),
                     .n = calls});
}

void add(const std::string& name, const Course& course, std::optional<double> target = {}) {
  add(name + ", p50", course.p50_us, course.calls, target);
  add(name + ", CPU of both sides", course.cpu_us, course.calls);
}

void measure_round_trips() {
  const auto plugin = start(kEcho, PluginMode::sandbox);
  const auto call = [&plugin] { echo(*plugin); };
  const Course back_to_back = run(*plugin, kCalls, Gaps::none, call);
  add("isolated 1 KiB, back to back", back_to_back, 10);
  const PeerCourse peer = run_go_plugin();
  if (peer.calls > 0)
    add("isolated 1 KiB against go-plugin over gRPC, p50", back_to_back.p50_us, peer.calls, 1.0 / 6,
        Peer{"go-plugin over gRPC", peer.p50_us});
  add("isolated 1 KiB, one a millisecond", run(*plugin, kSpacedCalls, Gaps::one_millisecond, call));
  {
    const Pinned one_core(plugin->pid(), 0, 0);
    add("isolated 1 KiB, pinned to one core", run(*plugin, kCalls, Gaps::none, call));
  }
  if (std::thread::hardware_concurrency() > 1) {
    const Pinned two_cores(plugin->pid(), 0, 1);
    add("isolated 1 KiB, pinned to a core each", run(*plugin, kCalls, Gaps::none, call));
  }
}

void measure_together() {
  const auto plugin = start(kEcho, PluginMode::sandbox, kThreads);
  add("isolated 1 KiB, four threads at once, per call",
      run_together(kThreads, kCalls, [&plugin] { echo(*plugin); }), kCalls);
}

op::RecordBeforeSaveRequest two_fields(int records) {
  op::RecordBeforeSaveRequest request{.entity = "person", .records = {}};
  for (int record = 0; record < records; ++record)
    request.records.push_back({.id = "01936d2e-7c4a-7000-8000-000000000001",
                               .is_new = true,
                               .fields = {{"first_name", "Anna"}, {"last_name", "Lindqvist"}}});
  return request;
}

// As a save does: encode, call, decode.
void save(PluginProcess& plugin, const op::RecordBeforeSaveRequest& request) {
  const auto answer = plugin.call(op::RecordBeforeSave::name, encode(request).dump());
  require(static_cast<bool>(answer), answer ? "" : answer.error().message);
  std::string problem;
  const auto decoded = op::decode<op::RecordBeforeSaveResponse>(Json::parse(*answer), problem);
  require(decoded && decoded->results.size() == request.records.size(), "the hook answers badly");
}

void measure_hook() {
  const auto plugin = start(kBoundary, PluginMode::sandbox);
  const auto one = two_fields(1);
  const auto batch = two_fields(kBatch);
  add("before-save hook on two fields, isolated",
      run(*plugin, kCalls, Gaps::none, [&] { save(*plugin, one); }), 15);
  Course batched = run(*plugin, kCalls / kBatch, Gaps::none, [&] { save(*plugin, batch); });
  add("before-save hook, 64 records a call, per record, p50", batched.p50_us / kBatch,
      batched.calls * kBatch);
}

void measure_in_process() {
  const auto plugin = start(kHelloC, PluginMode::in_process);
  const std::string request = "\"" + std::string(1022, 'x') + "\"";
  const Course calls = run(*plugin, kCalls / 10, Gaps::none, [&] {
    for (int call = 0; call < kTiny; ++call)
      require(static_cast<bool>(plugin->call("plugin.health/1", request)), "no health");
  });
  add("in-process call with 1 KiB, no JSON, p50", calls.p50_us / kTiny, calls.calls * kTiny, 0.2);

  const auto events = start(kBoundary, PluginMode::in_process);
  const std::string event = encode(op::EventDeliverRequest{.id = "e1",
                                                           .sequence = 1,
                                                           .name = "deal.won",
                                                           .occurred_at = "2026-11-22T08:00:00Z",
                                                           .payload = {{"id", "d1"}}})
                                .dump();
  add("event to 100 handlers in one process, p50",
      run(*events, kCalls, Gaps::none,
          [&] { require(static_cast<bool>(events->call(op::EventDeliver::name, event)), "event"); })
          .p50_us,
      kCalls, 5);
}

void measure_curve() {
  std::vector<PluginHandle> plugins;
  for (const std::size_t wanted : {1U, 10U, 100U}) {
    while (plugins.size() < wanted) plugins.push_back(start(kEcho, PluginMode::sandbox));
    std::size_t next = 0;
    const Course course =
        run(*plugins.front(), 2000, Gaps::none, [&] { echo(*plugins[next++ % plugins.size()]); });
    add("isolated 1 KiB, " + std::to_string(wanted) + " plugins in turn, p50", course.p50_us,
        course.calls);
  }
}

void measure_curve_in_process() {
  const std::string request = "\"" + std::string(1022, 'x') + "\"";
  std::vector<PluginHandle> plugins;
  for (const std::size_t wanted : {1U, 10U, 100U}) {
    while (plugins.size() < wanted) plugins.push_back(start(kHelloC, PluginMode::in_process));
    std::size_t next = 0;
    const Course course = run(*plugins.front(), kCalls / 20, Gaps::none, [&] {
      for (int call = 0; call < kTiny; ++call)
        require(
            static_cast<bool>(plugins[next++ % plugins.size()]->call("plugin.health/1", request)),
            "no health");
    });
    add("in-process call with 1 KiB, " + std::to_string(wanted) + " plugins in turn, p50",
        course.p50_us / kTiny, course.calls * kTiny);
  }
}

// Plugins that nobody calls.
void measure_idleness() {
  std::vector<PluginHandle> plugins;
  for (int number = 0; number < kIdle; ++number) {
    plugins.push_back(start(kEcho, PluginMode::sandbox));
    echo(*plugins.back());
  }
  const auto used = [&plugins] {
    double sum = 0;
    for (const auto& plugin : plugins) sum += static_cast<double>(plugin->usage().cpu_us);
    return sum;
  };
  std::this_thread::sleep_for(std::chrono::milliseconds(100));  // Until the last spin is over.
  const double before = used();
  std::this_thread::sleep_for(std::chrono::seconds(2));
  add("CPU that 50 idle plugins use in two seconds", used() - before, kIdle, 0);
}

}  // namespace

int main(int count, char** arguments) {
  require(count == 2, "give the JSON file to write");
  measure_round_trips();
  measure_together();
  measure_hook();
  measure_in_process();
  measure_curve();
  measure_curve_in_process();
  measure_idleness();
  require(static_cast<bool>(write_report(arguments[1], figures)), "cannot write the report");
}
