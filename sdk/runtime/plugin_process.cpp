#include "sdk/runtime/plugin_process.hpp"

#include <sys/socket.h>

#include <array>
#include <utility>

#include "base/core/log.hpp"
#include "sdk/runtime/elf_entry.hpp"
#include "sdk/runtime/in_process_plugin.hpp"
#include "sdk/runtime/running_plugin.hpp"

namespace kontor::runtime {
namespace {

void log_line(const std::string& id, LogLevel level, std::string_view text) {
  switch (level) {
    case LogLevel::debug:
      return log::debug("plugin", {{"plugin", id}, {"text", text}});
    case LogLevel::info:
      return log::info("plugin", {{"plugin", id}, {"text", text}});
    case LogLevel::warning:
      return log::warning("plugin", {{"plugin", id}, {"text", text}});
    case LogLevel::error:
      return log::error("plugin", {{"plugin", id}, {"text", text}});
  }
}

Result<std::pair<Descriptor, Descriptor>> socket_pair() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return Error{ErrorCode::exhausted, "no descriptors left to start a plugin"};
  return std::pair(Descriptor(ends[0]), Descriptor(ends[1]));
}

}  // namespace

Result<std::unique_ptr<PluginProcess>> PluginProcess::start(PluginProcessOptions options,
                                                            HostCallHandler handler) {
  SealedFile file = TRY(SealedFile::copy(options.file, options.sha256_hex));
  if (options.concurrency < 1) options.concurrency = 1;
  ElfEntry entry = TRY(check_elf_entry(file.bytes(), options.facts.id, options.facts.version));
  if (!options.on_log)
    options.on_log = [id = options.facts.id](LogLevel level, std::string_view text) {
      log_line(id, level, text);
    };
  if (options.mode == PluginMode::in_process)
    return InProcessPlugin::start(std::move(options), std::move(handler), std::move(file));
  auto [calls, runner_calls] = TRY(socket_pair());
  auto [background, runner_background] = TRY(socket_pair());
  auto plugin = std::make_unique<RunningPlugin>(std::move(options), std::move(handler),
                                                std::move(calls), std::move(background));
  TRY(plugin->launch(std::move(file), std::move(entry.needed), std::move(runner_calls),
                     std::move(runner_background)));
  return std::unique_ptr<PluginProcess>(std::move(plugin));
}

}  // namespace kontor::runtime
