#include "sdk/check/fake_side.hpp"

#include <kontor/version.h>

#include "base/core/files.hpp"
#include "base/crypto/hash.hpp"
#include "sdk/check/sample.hpp"

namespace kontor::check {
namespace {

constexpr std::size_t kTrialLibraryBytesMax = std::size_t{256} << 20;

}  // namespace

runtime::HostAnswer answer_from(testing::FakeHost& host, const runtime::HostCall& call) {
  const auto request = parse_json(call.request);
  if (!request) return {request.error()};
  auto answer = host.call(call.operation, *request);
  if (!answer) return {std::move(answer).error()};
  if (answer->is_object() && answer->contains("descriptor")) {
    return {to_text(*answer), runtime::Descriptor((*answer)["descriptor"].get<int>())};
  }
  return {to_text(*answer)};
}

void furnish(testing::FakeHost& host, const package::Manifest& manifest) {
  std::map<std::string, Json> records = {{"person", fields_for({"first_name", "last_name"})}};
  for (const auto& permission : manifest.permissions.records) {
    records[permission.entity].update(fields_for(permission.fields));
  }
  for (const auto& [entity, fields] : records) {
    host.add_record(entity, fields.is_object() ? fields : Json::object());
  }
  if (manifest.contributes.settings.is_object()) {
    host.set_settings(value_for(manifest.contributes.settings));
  }
  for (const auto& secret : manifest.permissions.secrets) host.set_secret(secret.name, "secret");
  host.enforce(manifest);
}

Result<runtime::PluginProcessOptions> process_options(const std::filesystem::path& runner,
                                                      const std::filesystem::path& library,
                                                      const package::Manifest& manifest) {
  if (!std::filesystem::exists(runner)) {
    return Error{ErrorCode::unavailable,
                 "kontor-runner is not at " + runner.string() + "; it is part of the SDK"};
  }
  const std::string bytes = TRY(read_file(library, kTrialLibraryBytesMax));
  runtime::PluginProcessOptions options;
  options.runner = runner;
  options.file = library;
  options.sha256_hex = crypto::sha256_hex(bytes);
  options.facts = {manifest.id, manifest.version};
  options.sandbox.memory_bytes = manifest.limits.memory_bytes;
  options.sandbox.cpu_percent = manifest.limits.cpu_percent;
  options.sandbox.threads_max = manifest.limits.threads + manifest.limits.concurrency;
  options.concurrency = manifest.limits.concurrency;
  options.call_deadline_ms = manifest.limits.call_deadline_ms;
  return options;
}

Status start_plugin(runtime::PluginProcess& plugin, testing::FakeHost& host) {
  const Json settings = TRY(host.call(op::SettingsGet::name, Json::object()))["settings"];
  TRY(plugin.call(op::PluginStart::name,
                  to_text(encode(op::PluginStartRequest{
                      .settings = settings, .locale = "en", .host_version = KONTOR_SDK_VERSION}))));
  return ok();
}

}  // namespace kontor::check
