#include "sdk/trace/recording.hpp"

#include "base/core/log.hpp"
#include "sdk/runtime/problem.hpp"
#include "sdk/trace/connection_taps.hpp"
#include "sdk/trace/time_words.hpp"

namespace kontor::trace {
namespace {

using runtime::HostAnswer;
using runtime::HostCall;
using runtime::PluginProcess;

// The open calls of this thread, innermost last, each with the trace it stands in.
struct OpenCall {
  const TraceWriter* writer;
  Kind kind;
  std::uint64_t id;
};
thread_local std::vector<OpenCall> open_calls;

// Writes a call when it begins; knows what it was made for from the thread it runs on.
class RecordedCall {
 public:
  RecordedCall(TraceWriter& writer, Kind kind, std::string_view operation, std::string_view text)
      : writer_(writer), id_(writer.call(kind, operation, text, parent(writer, kind))) {
    open_calls.push_back({&writer, kind, id_});
  }
  ~RecordedCall() { open_calls.pop_back(); }
  RecordedCall(const RecordedCall&) = delete;
  RecordedCall& operator=(const RecordedCall&) = delete;

  std::uint64_t id() const { return id_; }
  void answered(Kind kind, const Result<std::string>& text, bool descriptor = false) {
    if (text)
      writer_.answer(kind, id_, 0, *text, descriptor);
    else
      writer_.answer(kind, id_, runtime::status_of(text.error().code),
                     runtime::problem_text(text.error()), descriptor);
  }

 private:
  static std::uint64_t parent(const TraceWriter& writer, Kind kind) {
    for (auto open = open_calls.rbegin(); open != open_calls.rend(); ++open)
      if (open->writer == &writer) return open->kind != kind ? open->id : 0;
    return 0;
  }
  TraceWriter& writer_;
  std::uint64_t id_;
};

// A secret is handed to the plugin and to nobody else.
void hide_secret(TraceWriter& writer, const HostAnswer& answer) {
  if (!answer.text) return;
  const auto json = parse_json(*answer.text);
  if (!json || !json->is_object()) return;
  const auto value = json->find("value");
  if (value != json->end() && value->is_string()) writer.hide(value->get<std::string>());
}

HostAnswer answer_recorded(TraceWriter& writer, ConnectionTaps& taps,
                           const runtime::HostCallHandler& handler, const HostCall& call) {
  if (call.operation == kWaitOperation) return {std::string(call.request)};
  RecordedCall recorded(writer, Kind::call_to_host, call.operation, call.request);
  HostAnswer answer =
      is_time(call.operation) ? HostAnswer{std::string(call.request)} : handler(call);
  if (call.operation == "secret.get/1") hide_secret(writer, answer);
  recorded.answered(Kind::answer_of_host, answer.text, static_cast<bool>(answer.descriptor));
  if (answer.descriptor)
    answer.descriptor = taps.begin(std::move(answer.descriptor), recorded.id());
  return answer;
}

class RecordedProcess final : public PluginProcess {
 public:
  RecordedProcess(std::unique_ptr<PluginProcess> process, std::shared_ptr<TraceWriter> writer)
      : writer_(std::move(writer)), process_(std::move(process)) {}
  // The connections go with the process and write their ends, before the trace has one.
  ~RecordedProcess() override {
    process_.reset();
    writer_->end("the plugin was stopped");
  }
  RecordedProcess(const RecordedProcess&) = delete;
  RecordedProcess& operator=(const RecordedProcess&) = delete;

  Result<std::string> call(std::string_view operation, std::string_view request,
                           int deadline_ms) override {
    RecordedCall recorded(*writer_, Kind::call_to_plugin, operation, request);
    auto answer = process_->call(operation, request, deadline_ms);
    recorded.answered(Kind::answer_of_plugin, answer);
    return answer;
  }
  void stop(int grace_ms) override {
    RecordedCall recorded(*writer_, Kind::call_to_plugin, "plugin.stop/1", "{}");
    process_->stop(grace_ms);
    recorded.answered(Kind::answer_of_plugin, std::string("{}"));  // The host does not ask which.
  }
  bool alive() const override { return process_->alive(); }
  int pid() const override { return process_->pid(); }
  runtime::SandboxReport sandbox() const override { return process_->sandbox(); }
  runtime::PluginUsage usage() const override { return process_->usage(); }

 private:
  // Owners: this object, and the handler and log of the process.
  std::shared_ptr<TraceWriter> writer_;
  std::unique_ptr<PluginProcess> process_;
};

}  // namespace

std::filesystem::path traced_runner(const std::filesystem::path& runner) {
  return runner.parent_path() / "kontor-runner-traced";
}

Result<std::unique_ptr<PluginProcess>> start_recorded(runtime::PluginProcessOptions options,
                                                      runtime::HostCallHandler handler,
                                                      const std::shared_ptr<TraceWriter>& writer,
                                                      PluginTime time) {
  if (time == PluginTime::recorded) options.runner = traced_runner(options.runner);
  options.mode = runtime::PluginMode::sandbox;
  options.on_log = [writer, id = options.facts.id, on_log = std::move(options.on_log)](
                       runtime::LogLevel level, std::string_view text) {
    writer->log(static_cast<std::int32_t>(level), text);
    if (on_log) return on_log(level, text);
    log::info("plugin", {{"plugin", id}, {"text", text}});
  };
  // Owned by the handler alone; std::function wants to be copyable.
  const auto taps = std::make_shared<ConnectionTaps>(writer);
  RecordedCall load(*writer, Kind::call_to_plugin, "runner.load/1", "");
  auto process = PluginProcess::start(
      std::move(options), [writer, taps, handler = std::move(handler)](const HostCall& call) {
        return answer_recorded(*writer, *taps, handler, call);
      });
  load.answered(Kind::answer_of_plugin,
                process ? Result<std::string>("{}") : Result<std::string>(process.error()));
  if (!process) return process.error();
  return std::unique_ptr<PluginProcess>(
      std::make_unique<RecordedProcess>(std::move(*process), writer));
}

}  // namespace kontor::trace
