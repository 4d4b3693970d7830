#include "sdk/runtime/runner/loaded_plugin.hpp"

#include <algorithm>
#include <cstdlib>

#include "sdk/runtime/serving.hpp"

namespace kontor::runtime::runner {
namespace {

constexpr int kConcurrencyMax = 64;

}  // namespace

LoadedPlugin::LoadedPlugin(const Walls& walls) : walls_(walls) {
  host_.struct_size = sizeof host_;
  host_.self = this;
  host_.call = call_host;
  host_.log = log;
}

Answer LoadedPlugin::load(std::string_view request) {
  const auto first = request.find('\n');
  const auto second = first == std::string_view::npos ? first : request.find('\n', first + 1);
  if (second == std::string_view::npos)
    return failure(KONTOR_INVALID_ARGUMENT, "invalid_argument", "not a request to load");
  Answer answer = library_.load(walls_.plugin_path, request.substr(0, first),
                                request.substr(first + 1, second - first - 1));
  if (answer.status == KONTOR_OK && walls_.tighten() != 0)
    answer = failure(KONTOR_INTERNAL, "internal", "the tighter walls cannot be put up");
  if (answer.status == KONTOR_OK) answer = library_.create(host_);
  loaded_ = answer.status == KONTOR_OK;
  if (loaded_)
    concurrency_ =
        std::clamp(std::atoi(std::string(request.substr(second + 1)).c_str()), 1, kConcurrencyMax);
  return answer;
}

Answer LoadedPlugin::serve(const PeerCall& call) {
  if (loaded_) return library_.call(call.operation, call.request);
  if (call.operation == "runner.load/1") return load(call.request);
  return failure(KONTOR_CONFLICT, "conflict", "no plugin is loaded");
}

void LoadedPlugin::destroy() {
  if (loaded_) library_.destroy();
}

Channel& LoadedPlugin::channel() const {
  return Serving::call_of(calls_) != 0 ? *calls_ : *background_;
}

kontor_status LoadedPlugin::call_host(void* self, kontor_text operation, kontor_text request,
                                      kontor_sink response) noexcept {
  if (!fits(operation, request)) return give(request_too_long(), response);
  Channel& channel = static_cast<LoadedPlugin*>(self)->channel();
  Answer answer;
  switch (channel.call(view(operation), view(request), Channel::kForever, answer)) {
    case CallEnd::answered:
      break;
    case CallEnd::too_deep:
      answer = nested_too_deep();
      break;
    case CallEnd::deadline:
    case CallEnd::closed:
      answer = host_gone();
  }
  return give(std::move(answer), response);
}

void LoadedPlugin::log(void* self, std::int32_t level, kontor_text message) noexcept {
  static_cast<LoadedPlugin*>(self)->channel().send_log(level, view(message));
}

}  // namespace kontor::runtime::runner
