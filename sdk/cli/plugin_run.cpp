#include "sdk/cli/plugin_run.hpp"

#include <ostream>

#include "base/core/files.hpp"
#include "sdk/check/fake_side.hpp"
#include "sdk/runtime/plugin_log.hpp"

namespace kontor::cli {
namespace {

constexpr std::size_t kFileBytesMax = std::size_t{1} << 20;
constexpr std::size_t kShownMax = 400;

std::string cut(std::string text) {
  if (text.size() <= kShownMax) return text;
  return text.substr(0, kShownMax) + " … (" + std::to_string(text.size()) + " bytes)";
}

Result<Json> json_file(const std::filesystem::path& file) {
  const std::string text = TRY(read_file(file, kFileBytesMax));
  auto json = parse_json(text);
  if (json && json->is_object()) return json;
  return Error{ErrorCode::invalid_argument,
               file.string() + " is no JSON object" + (json ? "" : ": " + json.error().message)};
}

// The seat rule of what a sample calls.
package::SeatRule rule_of(const package::Manifest& manifest, const std::string& contribution) {
  const auto space = contribution.find(' ');
  const std::string kind = contribution.substr(0, space);
  const std::string name = contribution.substr(space + 1);
  const auto& all = manifest.contributes;
  for (const auto& [list, word] : {std::pair{&all.actions, "action"},
                                   {&all.widgets, "widget"},
                                   {&all.panels, "panel"},
                                   {&all.jobs, "job"},
                                   {&all.webhooks, "webhook"},
                                   {&all.pages, "page"},
                                   {&all.menu, "menu"},
                                   {&all.import_formats, "import"}}) {
    for (const auto& one : *list) {
      if (kind == word && name == one.name) return one.seat;
    }
  }
  for (const auto& one : all.hooks) {
    if (kind == "hook" && name == one.entity) return one.seat;
  }
  for (const auto& one : all.events) {
    if (kind == "event" && name == one.name) return one.seat;
  }
  return package::SeatRule::none;
}

// Whom an occasion involves. What comes from outside is nobody's in particular.
package::SeatUsers users_of(const check::Sample& sample, const std::string& user) {
  const std::string kind = sample.contribution.substr(0, sample.contribution.find(' '));
  if (kind == "job") return package::users_of_job(sample.request.value("payload", Json()));
  if (kind == "webhook" || kind == "page") return {};
  return {.acting = user};
}

}  // namespace

Result<std::unique_ptr<PluginRun>> PluginRun::start(RunPlugin options, std::ostream& out) {
  std::unique_ptr<PluginRun> run(new PluginRun(std::move(options), out));
  TRY(run->reload());
  return run;
}

void PluginRun::tell(const std::string& line) {
  const std::lock_guard lock(out_mutex_);
  out_ << line << std::endl;
}

Status PluginRun::furnish() {
  const bool again = plugin_ != nullptr;
  if (!again && options_.records.empty()) {
    check::furnish(host_, manifest_);
  } else if (!again) {
    const Json records = TRY(json_file(options_.records));
    for (const auto& [entity, list] : records.items()) {
      for (const Json& fields : list) host_.add_record(entity, fields);
    }
    host_.set_settings(check::value_for(manifest_.contributes.settings));
  }
  if (!options_.settings.empty()) {
    const Json settings = TRY(json_file(options_.settings));
    host_.set_settings(settings);
  }
  host_.license(options_.license.state());
  host_.enforce(manifest_);
  return ok();
}

Status PluginRun::reload() {
  const std::string text =
      TRY(read_file(options_.folder / "manifest.json", package::kManifestBytesMax));
  manifest_ = TRY(package::Manifest::parse(text));
  TRY(furnish());
  if (plugin_) plugin_->stop();
  plugin_.reset();
  auto process =
      TRY(check::process_options(options_.runner, options_.folder / "plugin.so", manifest_));
  if (options_.deadline_ms > 0) process.call_deadline_ms = options_.deadline_ms;
  process.on_log = [this](runtime::LogLevel level, std::string_view line) {
    tell(std::string("  log ") + std::string(runtime::name_of(level)) + ": " + std::string(line));
  };
  process.on_death = [this](const std::string& cause) {
    tell("the plugin died: " + cause + "; the next call starts it again");
  };
  plugin_ = TRY(runtime::PluginProcess::start(
      std::move(process), [this](const runtime::HostCall& call) { return answer(call); }));
  TRY(check::start_plugin(*plugin_, host_));
  tell("running " + manifest_.id + " " + manifest_.version + " in the sandbox, process " +
       std::to_string(plugin_->pid()));
  for (const runtime::SandboxLayer& layer : plugin_->sandbox()) {
    if (layer.state == runtime::SandboxLayer::State::missing) {
      tell("  without " + layer.name + ": " + layer.why);
    }
  }
  return ok();
}

runtime::HostAnswer PluginRun::answer(const runtime::HostCall& call) {
  runtime::HostAnswer answer = check::answer_from(host_, call);
  const std::string came =
      answer.text ? cut(*answer.text) : "refused: " + answer.text.error().message;
  tell("  asks " + std::string(call.operation) + " " + cut(std::string(call.request)) + "\n    → " +
       came);
  return answer;
}

Status PluginRun::fire(const std::string& kind, const std::string& name, const Json& input) {
  check::Sample sample = TRY(check::sample_of(manifest_, kind, name, input));
  if (sample.request.contains("actor")) {
    sample.request["actor"] = {{"id", options_.user}, {"name", options_.user}};
  }
  Status admitted = options_.license.admit(manifest_, rule_of(manifest_, sample.contribution),
                                           users_of(sample, options_.user));
  if (!admitted) {
    tell(sample.contribution + " is not called: " + admitted.error().message);
    return admitted;
  }
  return call(sample.operation, to_text(sample.request));
}

Status PluginRun::call(const std::string& operation, const std::string& request) {
  if (!plugin_ || !plugin_->alive()) TRY(reload());
  tell(operation + " " + cut(request));
  const auto answer = plugin_->call(operation, request);
  tell(answer ? "→ " + cut(*answer) : "→ failed: " + answer.error().message);
  return answer ? ok() : Status(answer.error());
}

}  // namespace kontor::cli
