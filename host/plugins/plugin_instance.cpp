#include "host/plugins/plugin_instance.hpp"

#include <algorithm>
#include <kontor/op/plugin_health.hpp>

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
      quarantined_(row_.quarantined_at_ms > 0),
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

PluginInstance::Health PluginInstance::check_health() {
  const auto answer = ask<op::PluginHealth>({});
  Health health{.at_ms = surroundings_.clock.now_ms()};
  if (answer) {
    health.status = answer->status;
    health.detail = answer->detail;
  } else if (answer.error().code == ErrorCode::not_found) {
    health.status = "not supported";
  } else {
    health.status = "failing";
    health.detail = answer.error().message;
  }
  const std::lock_guard lock(mutex_);
  if (health.status != health_.status)
    log::info("the health of a plugin has changed",
              {{"plugin", row_.id}, {"status", health.status}, {"detail", health.detail}});
  health_ = health;
  return health;
}

PluginInstance::Health PluginInstance::health() const {
  const std::lock_guard lock(mutex_);
  return health_;
}

std::int64_t PluginInstance::silent_since() const {
  const std::lock_guard lock(mutex_);
  return !in_hand_.empty() ? surroundings_.clock.monotonic_ms() : answered_ms_.load();
}

runtime::PluginMode PluginInstance::mode() const {
  const bool asked = manifest_.limits.isolation == package::Isolation::in_process;
  return asked && row_.trusted_in_process ? runtime::PluginMode::in_process
                                          : runtime::PluginMode::sandbox;
}

runtime::SandboxReport PluginInstance::sandbox() const {
  const auto running = process();
  return running && running->alive() ? running->sandbox() : runtime::SandboxReport{};
}

runtime::PluginUsage PluginInstance::usage() const {
  const auto running = process();
  return running && running->alive() ? running->usage() : runtime::PluginUsage{};
}

Result<Json> PluginInstance::call(std::string_view operation, const Json& request) {
  std::shared_ptr<PluginInstance> successor;
  std::shared_ptr<runtime::PluginProcess> running;
  {
    const std::lock_guard lock(mutex_);
    successor = successor_;
    if (!successor) {
      running = process_;
      in_hand_.push_back(operation);
    }
  }
  if (successor) return successor->call(operation, request);
  Result<Json> answer = call_process(running.get(), operation, request);
  const std::lock_guard lock(mutex_);
  if (!answer && running && !running->alive()) failed_ = operation;
  in_hand_.erase(std::ranges::find(in_hand_, operation));
  if (in_hand_.empty()) drained_.notify_all();
  return answer;
}

Result<Json> PluginInstance::call_process(runtime::PluginProcess* process,
                                          std::string_view operation, const Json& request) {
  if (process == nullptr || quarantined_)
    return Error{
        ErrorCode::unavailable,
        row_.id +
            (quarantined_ ? " is in quarantine, it crashed too often; " : " is not running; ") +
            std::string(operation) + " was not answered"};
  const std::string text = TRY(process->call(operation, to_text(request)));
  answered_ms_ = surroundings_.clock.monotonic_ms();
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
