#include "sdk/trace/replay.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "sdk/runtime/problem.hpp"
#include "sdk/trace/replayed_host.hpp"

namespace kontor::trace {
namespace {

// Connections whose bytes are not in the trace.
bool holds_silent_connections(const std::vector<std::unique_ptr<Call>>& calls) {
  return std::ranges::any_of(calls, [](const auto& call) {
    return (call->descriptor && call->pieces.empty()) || holds_silent_connections(call->inside);
  });
}

class Replay {
 public:
  explicit Replay(const Trace& trace)
      : tree_(call_tree(trace)),
        host_(tree_),
        had_silent_connections_(holds_silent_connections(tree_.calls)) {
    host_.play_inside([this](Call& call) { play(call); });
  }

  Result<ReplayReport> run(const StartPlugin& start) {
    auto started = load(start);
    if (!started) return started.error();
    process_ = std::move(*started);
    for (const auto& call : tree_.calls) {
      if (call->kind != Kind::call_to_plugin || call->operation == "runner.load/1") continue;
      if (!process_->alive()) {
        report_.ended = "the plugin ended before " + call->operation;
        break;
      }
      host_.wait_for_own_threads(call->at_us);
      play(*call);
    }
    if (report_.ended.empty()) host_.wait_for_own_threads(std::numeric_limits<std::int64_t>::max());
    process_->stop();
    process_.reset();
    host_.note_connections();
    // A thread that served a connection on which nobody speaks now has nothing to do.
    if (report_.ended.empty() && !had_silent_connections_) host_.note_missing_of_own_threads();
    report_.differences = host_.differences();
    report_.same = report_.calls - static_cast<std::int64_t>(changed_.size());
    return std::move(report_);
  }

 private:
  Result<std::unique_ptr<runtime::PluginProcess>> load(const StartPlugin& start) {
    Call nothing;
    Call* load = &nothing;
    for (const auto& call : tree_.calls)
      if (call->operation == "runner.load/1" && load == &nothing) load = call.get();
    const ReplayedHost::Playing playing(host_, *load);
    auto started = start([this](const runtime::HostCall& call) { return host_.serve(call); });
    host_.note_missing(*load);
    return started;
  }

  void play(Call& call) {
    const std::size_t before = host_.differences().size();
    host_.let_speak_during(call);
    ++report_.calls;
    if (call.operation == "plugin.stop/1") {
      const ReplayedHost::Playing playing(host_, call);
      process_->stop();
    } else {
      compare(call, ask(call));
    }
    host_.note_missing(call);
    if (host_.differences().size() > before) changed_.insert(call.id);
  }

  Result<std::string> ask(Call& call) {
    const ReplayedHost::Playing playing(host_, call);
    return process_->call(call.operation, call.request);
  }

  void compare(const Call& call, const Result<std::string>& now) {
    if (!call.answered) return;  // The recording ended before the answer.
    const std::int32_t status = now ? 0 : runtime::status_of(now.error().code);
    if (status != call.status) {
      Difference other{.what = Difference::What::answer, .call = call.id};
      other.operation = call.operation;
      other.recorded = outcome(call.status, call.answer);
      other.now = outcome(status, now ? *now : runtime::problem_text(now.error()));
      return host_.note(std::move(other));
    }
    for (Difference& place :
         compare_texts(call.answer, now ? *now : runtime::problem_text(now.error()))) {
      place.call = call.id;
      place.operation = call.operation;
      host_.note(std::move(place));
    }
  }

  static Json outcome(std::int32_t status, const std::string& text) {
    const auto json = parse_json(text, {.bytes_max = kTextBytesMax, .depth_max = 64});
    return {{"status", status}, {"text", json ? *json : Json(text)}};
  }

  CallTree tree_;
  ReplayedHost host_;
  const bool had_silent_connections_;
  std::unique_ptr<runtime::PluginProcess> process_;
  ReplayReport report_;
  std::set<std::uint64_t> changed_;
};

std::string shown(const Json& value) {
  constexpr std::size_t kShownMax = 200;
  if (value.is_discarded()) return "(nothing)";
  std::string text = to_text(value);
  if (text.size() > kShownMax) text = text.substr(0, kShownMax) + "…";
  return text;
}

}  // namespace

Result<ReplayReport> replay(const Trace& trace, const StartPlugin& start) {
  Replay replay(trace);
  return replay.run(start);
}

Json to_json(const ReplayReport& report) {
  Json differences = Json::array();
  for (const Difference& difference : report.differences)
    differences.push_back(to_json(difference));
  return {{"calls", report.calls},
          {"same", report.same},
          {"ended", report.ended.empty() ? Json(nullptr) : Json(report.ended)},
          {"differences", std::move(differences)}};
}

std::string to_lines(const ReplayReport& report, const Header& recorded,
                     const std::string& version) {
  std::string lines = recorded.plugin + " " + version + " against the trace of " +
                      recorded.version + ": " + std::to_string(report.same) + " of " +
                      std::to_string(report.calls) + " calls went as recorded\n";
  for (const Difference& each : report.differences)
    lines += "#" + std::to_string(each.call) + " " + each.operation + " " +
             std::string(name_of(each.what)) + " " + (each.pointer.empty() ? "/" : each.pointer) +
             "\n  recorded  " + shown(each.recorded) + "\n  now       " + shown(each.now) + "\n";
  if (!report.ended.empty()) lines += report.ended + "\n";
  return lines;
}

}  // namespace kontor::trace
