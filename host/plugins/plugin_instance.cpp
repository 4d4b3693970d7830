#include "host/plugins/plugin_instance.hpp"

#include <algorithm>
#include <kontor/op/plugin_start.hpp>

#include "base/core/log.hpp"
#include "host/plugins/plugin_rights.hpp"

namespace kontor::host {
namespace {

constexpr int kAnswerDepthMax = 32;
constexpr std::size_t kAnswerBytesMax = std::size_t{16} << 20;

std::string display_name(const package::Manifest& manifest) {
  const auto english = manifest.name.find("en");
  return english == manifest.name.end() ? manifest.id : english->second;
}

}  // namespace

Result<std::shared_ptr<PluginInstance>> PluginInstance::create(const PluginRow& row,
                                                               Surroundings surroundings) {
  package::Manifest manifest = TRY(package::Manifest::parse(row.manifest));
  return std::shared_ptr<PluginInstance>(
      new PluginInstance(row, std::move(manifest), std::move(surroundings)));
}

PluginInstance::PluginInstance(PluginRow row, package::Manifest manifest, Surroundings surroundings)
    : row_(std::move(row)),
      manifest_(std::move(manifest)),
      surroundings_(std::move(surroundings)),
      principal_(Principal::plugin(row_.id, display_name(manifest_), rights_of(manifest_))),
      enabled_(row_.enabled),
      settings_(with_defaults(manifest_, row_.settings)) {}

Json PluginInstance::settings() const {
  const std::lock_guard lock(mutex_);
  return settings_;
}

void PluginInstance::set_settings(Json settings) {
  const std::lock_guard lock(mutex_);
  settings_ = with_defaults(manifest_, std::move(settings));
}

bool PluginInstance::running() const {
  const auto running = process();
  return running && running->alive();
}

std::string PluginInstance::last_error() const {
  const std::lock_guard lock(mutex_);
  return last_error_;
}

int PluginInstance::process_id() const {
  const auto running = process();
  return running && running->alive() ? running->pid() : 0;
}

std::shared_ptr<runtime::PluginProcess> PluginInstance::process() const {
  const std::lock_guard lock(mutex_);
  return process_;
}

Status PluginInstance::start() {
  const std::lock_guard one(lifecycle_);
  if (running()) return ok();
  const Status launched = launch();
  const std::lock_guard lock(mutex_);
  last_error_ = launched ? "" : launched.error().message;
  return launched;
}

Status PluginInstance::launch() {
  runtime::PluginProcessOptions options;
  options.runner = surroundings_.runner;
  options.file = surroundings_.folder / row_.library;
  options.sha256_hex = row_.library_sha256;
  options.facts = {row_.id, row_.version};
  if (manifest_.limits.call_deadline_ms > 0)
    options.call_deadline_ms = manifest_.limits.call_deadline_ms;
  options.on_death = [this](const std::string& cause) { died(cause); };
  auto answers = [this](const runtime::HostCall& call) { return surroundings_.serve(*this, call); };
  auto started = surroundings_.tap != nullptr
                     ? surroundings_.tap->start(*this, std::move(options), std::move(answers))
                     : runtime::PluginProcess::start(std::move(options), std::move(answers));
  if (!started) return started.error();
  {
    const std::lock_guard lock(mutex_);
    surroundings_.graveyard.bury(std::move(process_));
    process_ = std::move(*started);
  }
  const auto greeted = ask<op::PluginStart>({.settings = settings(),
                                             .locale = surroundings_.locale,
                                             .host_version = surroundings_.host_version});
  if (greeted) return ok();
  const auto refused = process();
  refused->stop(/*grace_ms=*/500);
  return greeted.error();
}

void PluginInstance::stop() {
  const std::lock_guard one(lifecycle_);
  const auto running = process();
  if (!running) return;
  running->stop();
  const std::lock_guard lock(mutex_);
  surroundings_.graveyard.bury(std::move(process_));
  process_ = nullptr;
}

void PluginInstance::died(const std::string& cause) {
  log::warning("plugin ended by itself", {{"plugin", row_.id}, {"cause", cause}});
  {
    const std::lock_guard lock(mutex_);
    last_error_ = cause;
  }
  surroundings_.on_death(*this);
}

Result<Json> PluginInstance::call(std::string_view operation, const Json& request) {
  const auto running = process();
  if (!running)
    return Error{ErrorCode::unavailable,
                 row_.id + " is not running; " + std::string(operation) + " was not answered"};
  const std::string text = TRY(running->call(operation, to_text(request)));
  auto answer = parse_json(text.empty() ? "{}" : text,
                           {.bytes_max = kAnswerBytesMax, .depth_max = kAnswerDepthMax});
  if (!answer) return malformed(operation, answer.error().message);
  return std::move(*answer);
}

Error PluginInstance::malformed(std::string_view operation, const std::string& problem) const {
  return {ErrorCode::internal, row_.id + " answered " + std::string(operation) +
                                   " with something that is not its schema: " + problem};
}

const package::Contribution* find_contribution(const std::vector<package::Contribution>& offered,
                                               std::string_view name) {
  const auto found = std::ranges::find(offered, name, &package::Contribution::name);
  return found == offered.end() ? nullptr : &*found;
}

}  // namespace kontor::host
