#include "sdk/cli/replay/in_place.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <iostream>

#include "kontor/kontor.h"
#include "sdk/runtime/problem.hpp"
#include "sdk/trace/runner/interposed.hpp"

namespace kontor::cli {
namespace {

std::string_view view(kontor_text text) {
  return text.size == 0 ? std::string_view() : std::string_view(text.data, text.size);
}

class InPlace final : public runtime::PluginProcess {
 public:
  explicit InPlace(runtime::HostCallHandler handler) : handler_(std::move(handler)) {
    host_.struct_size = sizeof host_;
    host_.self = this;
    host_.call = call_host;
    host_.log = log;
    plugin_.struct_size = sizeof plugin_;
  }
  ~InPlace() override { InPlace::stop(0); }
  InPlace(const InPlace&) = delete;
  InPlace& operator=(const InPlace&) = delete;

  Status load(const std::filesystem::path& library) {
    trace::take_time_from(host_);
    void* const loaded = ::dlopen(std::filesystem::absolute(library).c_str(), RTLD_NOW);
    if (loaded == nullptr) return Error{ErrorCode::invalid_argument, ::dlerror()};
    const auto* entry = static_cast<const kontor_entry*>(::dlsym(loaded, "kontor_plugin_entry"));
    if (entry == nullptr)
      return Error{ErrorCode::invalid_argument, library.string() + " is no plugin"};
    const kontor_status status = entry->create(&host_, &plugin_);
    if (status == KONTOR_OK && plugin_.call != nullptr) return ok();
    return Error{ErrorCode::internal, "its create() failed with status " + std::to_string(status)};
  }

  Result<std::string> call(std::string_view operation, std::string_view request, int) override {
    std::string answer;
    const kontor_sink sink{&answer, [](void* self, const char* data, std::uint64_t size) {
                             static_cast<std::string*>(self)->append(data, size);
                           }};
    const kontor_status status = plugin_.call(plugin_.self, {operation.data(), operation.size()},
                                              {request.data(), request.size()}, sink);
    if (status != KONTOR_OK) return runtime::error_from(status, answer, "the plugin");
    return answer;
  }
  void stop(int) override {
    if (plugin_.call == nullptr) return;
    const auto stopped = call("plugin.stop/1", "{}", 0);
    if (!stopped) std::cerr << stopped.error().message << "\n";
    plugin_.call = nullptr;
    if (plugin_.destroy != nullptr) plugin_.destroy(plugin_.self);
  }
  bool alive() const override { return plugin_.call != nullptr; }
  int pid() const override { return ::getpid(); }

 private:
  static kontor_status call_host(void* self, kontor_text operation, kontor_text request,
                                 kontor_sink response) noexcept {
    const auto& place = *static_cast<InPlace*>(self);
    runtime::HostAnswer answer = place.handler_({view(operation), view(request)});
    std::string text = answer.text ? *answer.text : runtime::problem_text(answer.text.error());
    if (answer.descriptor)
      text = R"({"descriptor":)" + std::to_string(answer.descriptor.release()) + "}";
    response.write(response.self, text.data(), text.size());
    return answer.text ? KONTOR_OK : runtime::status_of(answer.text.error().code);
  }
  static void log(void*, std::int32_t, kontor_text message) noexcept {
    std::cerr << "plugin: " << view(message) << "\n";
  }

  const runtime::HostCallHandler handler_;
  kontor_host host_{};
  kontor_plugin plugin_{};
};

}  // namespace

Result<std::unique_ptr<runtime::PluginProcess>> load_in_place(const std::filesystem::path& library,
                                                              const runtime::PluginFacts& facts,
                                                              runtime::HostCallHandler handler) {
  auto place = std::make_unique<InPlace>(std::move(handler));
  const Status loaded = place->load(library);
  if (!loaded) return Error{loaded.error().code, facts.id + ": " + loaded.error().message};
  return std::unique_ptr<runtime::PluginProcess>(std::move(place));
}

}  // namespace kontor::cli
