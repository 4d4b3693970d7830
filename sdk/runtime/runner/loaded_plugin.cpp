#include "sdk/runtime/runner/loaded_plugin.hpp"

#define BOOST_DLL_USE_STD_FS
#include <boost/dll/shared_library.hpp>
#include <system_error>

#include "sdk/runtime/runner/preparations.hpp"
#include "sdk/runtime/runner/problem_text.hpp"

namespace kontor::runtime::runner {
namespace {

std::string_view view(kontor_text text) {
  return text.size == 0 ? std::string_view() : std::string_view(text.data, text.size);
}

Answer failure(std::int32_t status, std::string_view code, std::string_view message) {
  return {status, problem_text(code, message)};
}

// What a plugin writes as its answer, up to the longest frame.
struct Collected {
  std::string text;
  bool too_long = false;

  static void write(void* self, const char* data, std::uint64_t size) noexcept {
    auto& collected = *static_cast<Collected*>(self);
    if (size > kFrameBytesMax - collected.text.size()) {
      collected.too_long = true;
      return;
    }
    collected.text.append(data, size);
  }
};

// Never closed: plugin code stays mapped until the process ends.
boost::dll::shared_library& library() {
  static auto* loaded = new boost::dll::shared_library;
  return *loaded;
}

void write(kontor_sink sink, std::string_view text) {
  sink.write(sink.self, text.data(), text.size());
}

}  // namespace

LoadedPlugin::LoadedPlugin() {
  host_.struct_size = sizeof host_;
  host_.self = this;
  host_.call = call_host;
  host_.log = log;
  plugin_.struct_size = sizeof plugin_;
}

Answer LoadedPlugin::load(std::string_view id, std::string_view version) {
  std::error_code error;
  const std::string path = "/proc/self/fd/" + std::to_string(kPlugin);
  library().load(path, error, boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
  if (error) {
    const char* reason = ::dlerror();
    return failure(KONTOR_INVALID_ARGUMENT, "invalid_argument",
                   std::string("the library cannot be loaded: ") +
                       (reason != nullptr ? reason : error.message().c_str()));
  }
  if (!library().has("kontor_plugin_entry"))
    return failure(KONTOR_INVALID_ARGUMENT, "invalid_argument", "no kontor_plugin_entry");
  const auto& entry = library().get<const kontor_entry>("kontor_plugin_entry");
  // The file said the same before it was loaded; code that ran since may have lied.
  if (entry.magic != KONTOR_ENTRY_MAGIC || entry.abi_major != KONTOR_ABI_MAJOR ||
      entry.abi_minor > KONTOR_ABI_MINOR || view(entry.id) != id || view(entry.version) != version)
    return failure(KONTOR_UNTRUSTED, "untrusted",
                   "the loaded entry differs from the one in the file");
  const kontor_status status = entry.create(&host_, &plugin_);
  if (status != KONTOR_OK || plugin_.call == nullptr || plugin_.destroy == nullptr)
    return failure(KONTOR_INTERNAL, "internal",
                   "its create() failed with status " + std::to_string(status));
  loaded_ = true;
  return {KONTOR_OK, "{}"};
}

Answer LoadedPlugin::serve(const PeerCall& call) {
  if (!loaded_) {
    const auto cut = call.request.find('\n');
    if (call.operation != "runner.load/1" || cut == std::string::npos)
      return failure(KONTOR_CONFLICT, "conflict", "no plugin is loaded");
    return load(std::string_view(call.request).substr(0, cut),
                std::string_view(call.request).substr(cut + 1));
  }
  Collected collected;
  const kontor_status status =
      plugin_.call(plugin_.self, {call.operation.data(), call.operation.size()},
                   {call.request.data(), call.request.size()}, {&collected, Collected::write});
  if (collected.too_long)
    return failure(KONTOR_EXHAUSTED, "exhausted", "the plugin's answer is too long");
  return {status, std::move(collected.text)};
}

void LoadedPlugin::destroy() {
  if (loaded_) plugin_.destroy(plugin_.self);
}

kontor_status LoadedPlugin::call_host(void* self, kontor_text operation, kontor_text request,
                                      kontor_sink response) noexcept {
  Channel& channel = *static_cast<LoadedPlugin*>(self)->channel_;
  if (operation.size > kOperationBytesMax || request.size > kFrameBytesMax - operation.size) {
    write(response, problem_text("exhausted", "the request is too long"));
    return KONTOR_EXHAUSTED;
  }
  Answer answer;
  switch (channel.call(view(operation), view(request), Channel::kForever, answer)) {
    case CallEnd::answered:
      break;
    case CallEnd::too_deep:
      write(response, problem_text("exhausted", "calls within calls are nested too deep"));
      return KONTOR_EXHAUSTED;
    case CallEnd::deadline:
    case CallEnd::closed:
      write(response, problem_text("unavailable", "the host is gone"));
      return KONTOR_UNAVAILABLE;
  }
  if (answer.descriptor)
    answer.text = R"({"descriptor":)" + std::to_string(answer.descriptor.release()) + "}";
  write(response, answer.text);
  return answer.status;
}

void LoadedPlugin::log(void* self, std::int32_t level, kontor_text message) noexcept {
  static_cast<LoadedPlugin*>(self)->channel_->send_log(level, view(message));
}

}  // namespace kontor::runtime::runner
