#include "sdk/check/trial.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include "sdk/check/fuzz.hpp"
#include "sdk/check/stage.hpp"

namespace kontor::check {
namespace {

constexpr int kDeathsMax = 3;             // Of one contribution; then the next one's turn.
constexpr double kStopGraceMs = 2000;     // After it the runner is killed.
constexpr double kStartWarningMs = 1000;  // A host with fifty plugins waits for the slowest.
constexpr int kCallsAtOnce = 50;          // For each thread of the concurrency trial.
constexpr int kStarts = 5;                // For the median.
constexpr std::size_t kShownMax = 160;    // Of a request, in a finding.

std::string shown(const std::string& text) {
  std::string out;
  for (const char letter : text.substr(0, kShownMax)) {
    out += letter >= ' ' && letter < '\x7f' ? letter : '?';
  }
  return text.size() > kShownMax ? out + " … (" + std::to_string(text.size()) + " bytes)" : out;
}

class Trial {
 public:
  Trial(const package::Manifest& manifest, const TrialOptions& options)
      : manifest_(manifest),
        options_(options),
        stage_(manifest, options),
        samples_(samples_of(manifest)) {}

  TrialResult run() {
    if (!starts()) return std::move(result_);
    calls_everything();
    knows_what_it_does_not_know();
    answers_while_it_asks();
    takes_calls_at_once();
    lives_with(Mood::forbids, "forbids everything");
    lives_with(Mood::away, "is not to be reached");
    survives_wrong_requests();
    ends();
    weighs();
    return std::move(result_);
  }

 private:
  void tell(const std::string& part) {
    if (options_.on_progress) options_.on_progress(part);
  }
  void add(const char* rule, Severity severity, std::string message, std::string fix) {
    result_.findings.push_back(
        {rule, severity, "plugin.so", std::nullopt, std::move(message), std::move(fix)});
  }

  bool starts() {
    tell("starting it in the sandbox");
    std::string refusal;
    for (int n = 0; n < kStarts; ++n) {
      if (const Status started = stage_.start(Mood::helpful, &refusal); !started) {
        add("trial.start", Severity::error, "it does not start: " + started.error().message,
            "kontor run shows what it does until then, kontor debug where it is");
        return false;
      }
    }
    result_.measures.layers = stage_.plugin().sandbox();
    if (stage_.asked_early()) {
      add("trial.threads", Severity::warning,
          "a thread of its own asks the host before create has returned",
          "start threads in plugin.start: until create returns the host knows nothing of it");
    }
    if (!refusal.empty()) {
      add("trial.start", Severity::warning, "plugin.start refuses made-up settings: " + refusal,
          "a plugin that is not configured yet should start and say so in plugin.health");
    }
    auto times = stage_.start_times_ms();
    std::sort(times.begin(), times.end());
    result_.measures.start_ms = times[times.size() / 2];
    if (result_.measures.start_ms > kStartWarningMs) {
      add("trial.start_time", Severity::warning,
          "it needs " + std::to_string(static_cast<int>(result_.measures.start_ms)) +
              " ms to start",
          "do slow work in a thread or a job, not in create or plugin.start");
    }
    return true;
  }

  void calls_everything() {
    tell("calling every contribution");
    for (const Sample& sample : samples_) {
      const auto answer = stage_.ask(sample.operation, to_text(sample.request));
      if (!stage_.alive()) {
        died("trial.answers", sample.contribution + ", asked properly", answer);
      } else if (!answer) {
        judge_refusal(sample, answer.error());
      } else if (const auto json = parse_json(*answer); !json) {
        add("trial.answers", Severity::error,
            sample.contribution + " answers no JSON: " + json.error().message,
            "write one JSON object to the sink");
      } else if (const std::string problem = sample.problem_of(*json); !problem.empty()) {
        add("trial.answers", Severity::error,
            sample.contribution + " answers outside its schema: " + problem,
            "see " + sample.operation + " in the reference of operations");
      }
    }
    if (stage_.alive()) result_.measures.memory_bytes = stage_.plugin().usage().memory_bytes;
  }

  void judge_refusal(const Sample& sample, const Error& error) {
    if (error.code == ErrorCode::not_found && sample.operation != "service.call/1") {
      if (knows(sample, error)) return;  // What it did not find is its own affair.
      // A panel that is only pushed (ui.push) is never asked for.
      const bool pushed = sample.operation == "panel.data/1";
      add("trial.contributions", pushed ? Severity::warning : Severity::error,
          "the manifest declares " + sample.contribution +
              ", the plugin does not handle it: " + error.message,
          "register a handler under that name, or take it out of manifest.json");
    } else if (error.code == ErrorCode::internal) {
      add("trial.answers", Severity::warning,
          sample.contribution + " fails with an internal error: " + error.message,
          "refuse with a status that says whose fault it is (invalid_argument, unavailable …)");
    }
  }

  // Whether it refuses this contribution otherwise than one that nobody declared.
  bool knows(const Sample& sample, const Error& refusal) {
    constexpr std::string_view kStranger = "unheard.of";
    const char* const member = name_member(sample.operation);
    if (member == nullptr) return false;
    Json request = sample.request;
    const std::string name = request[member].get<std::string>();
    request[member] = kStranger;
    const auto stranger = stage_.ask(sample.operation, to_text(request));
    if (stranger || stranger.error().code != ErrorCode::not_found) return stage_.alive();
    std::string expected = refusal.message;
    for (std::size_t at = expected.find(name); at != std::string::npos;
         at = expected.find(name, at + kStranger.size()))
      expected.replace(at, name.size(), kStranger);
    return stranger.error().message != expected;
  }

  void knows_what_it_does_not_know() {
    const auto answer = stage_.ask("unheard_of.operation/1", "{}");
    if (!stage_.alive()) return died("trial.unknown", "an operation it does not know", answer);
    if (answer || answer.error().code != ErrorCode::not_found) {
      add("trial.unknown", Severity::error,
          "it answers an operation it cannot know" +
              (answer ? std::string() : ": " + answer.error().message),
          "return KONTOR_NOT_FOUND for every operation you do not know: new ones will come");
    }
  }

  void answers_while_it_asks() {
    tell("asking it while it asks");
    for (const Sample& sample : samples_) {
      stage_.ask_back_once();
      (void)stage_.ask(sample.operation, to_text(sample.request));
      if (stage_.asked_back() != Stage::AskedBack::not_yet) break;
    }
    if (stage_.asked_back() == Stage::AskedBack::failed) {
      add("trial.reentry", Severity::error,
          "while it waits for a host call it does not answer the host (plugin.health)",
          "hold no lock over host calls: the host may call you from inside one");
    }
  }

  void takes_calls_at_once() {
    const int threads = manifest_.limits.concurrency;
    if (threads <= 1 || samples_.empty()) return;
    tell("calling it " + std::to_string(threads) + " times at once");
    if (!stage_.alive() && !stage_.start(Mood::helpful)) return;
    std::atomic<bool> lost = false;
    std::vector<std::thread> callers;
    for (int n = 0; n < threads; ++n) {
      callers.emplace_back([this, n, &lost] {
        for (int call = 0; call < kCallsAtOnce && !lost; ++call) {
          const Sample& sample = samples_[static_cast<std::size_t>(n + call) % samples_.size()];
          (void)stage_.plugin().call(sample.operation, to_text(sample.request));
          if (!stage_.plugin().alive()) lost = true;
        }
      });
    }
    for (std::thread& caller : callers) caller.join();
    if (lost) {
      add("trial.concurrency", Severity::error,
          "it dies when called " + std::to_string(threads) +
              " times at once, as its manifest promises",
          "guard what handlers share, or leave limits.concurrency at 1");
    }
  }

  void lives_with(Mood mood, const std::string& what) {
    tell("calling it while the host " + what);
    const std::string when = "when the host " + what;
    if (const Status started = stage_.start(mood); !started) {
      add("trial.refused", Severity::error,
          "it dies at its start " + when + ": " + started.error().message,
          "host calls fail: check the status, catch kontor::Failure");
      return;
    }
    for (const Sample& sample : samples_) {
      const auto answer = stage_.ask(sample.operation, to_text(sample.request));
      if (!stage_.alive()) died("trial.refused", sample.contribution + " " + when, answer);
    }
  }

  void survives_wrong_requests() {
    stage_.account(result_.measures);
    if (!stage_.start(Mood::helpful)) return;
    std::uint32_t number = 0;
    for (const Sample& sample : samples_) {
      tell("sending " + std::to_string(options_.fuzz) + " wrong requests to " +
           sample.contribution);
      Fuzz fuzz(options_.seed + number++);
      int deaths = 0;
      for (int n = 0; n < options_.fuzz && deaths < kDeathsMax; ++n) {
        const std::string request = fuzz.next(sample.request);
        const auto answer = stage_.ask(sample.operation, request);
        if (!stage_.alive()) {
          ++deaths;
          died("trial.fuzz",
               sample.contribution + ", wrong request " + std::to_string(n) + " of seed " +
                   std::to_string(options_.seed) + ": " + shown(request),
               answer);
        } else if (answer && !parse_json(*answer, {.bytes_max = std::size_t{32} << 20})) {
          add("trial.fuzz", Severity::warning,
              sample.contribution + " answers no JSON to " + shown(request),
              "answer a problem object and a status");
          break;
        }
      }
    }
    if (stage_.alive()) {
      result_.measures.memory_after_fuzz_bytes = stage_.plugin().usage().memory_bytes;
    }
  }

  void ends() {
    tell("ending it");
    if (!stage_.alive() && !stage_.start(Mood::helpful)) return;
    stage_.account(result_.measures);
    if (stage_.stop() < kStopGraceMs) return;
    add("trial.stop", Severity::error, "it does not end within two seconds and has to be killed",
        "end threads and connections in plugin.stop, and let destroy return");
  }

  void weighs() {
    const std::int64_t most =
        std::max(result_.measures.memory_bytes, result_.measures.memory_after_fuzz_bytes);
    if (most > manifest_.limits.memory_bytes) {
      add("trial.memory", Severity::error,
          "it uses " + std::to_string(most >> 20) + " MiB, its limit is " +
              std::to_string(manifest_.limits.memory_bytes >> 20) + " MiB",
          "use less, or raise limits.memory_bytes in manifest.json");
    }
  }

  void died(const char* rule, const std::string& when, const Result<std::string>& answer) {
    if (!answer && answer.error().message.find(runtime::kLateWrite) != std::string::npos) {
      if (!std::exchange(wrote_late_, true)) {
        add("trial.sink", Severity::error,
            when + ": it dies: it " + std::string(runtime::kLateWrite),
            "a sink is good for its own call only: keep the text, write before you return");
      }
      return;
    }
    add(rule, Severity::error,
        when + ": it dies: " + (answer ? "after its answer" : answer.error().message),
        "check what comes in before using it; kontor debug shows where it dies");
  }

  const package::Manifest& manifest_;
  const TrialOptions& options_;
  Stage stage_;
  std::vector<Sample> samples_;
  bool wrote_late_ = false;  // Told once: it will do it again and again.
  TrialResult result_;
};

}  // namespace

TrialResult try_plugin(const package::Manifest& manifest, const TrialOptions& options) {
  return Trial(manifest, options).run();
}

}  // namespace kontor::check
