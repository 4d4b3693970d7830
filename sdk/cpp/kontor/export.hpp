#pragma once

#include <kontor/kontor.h>

#include <cstddef>
#include <exception>
#include <kontor/plugin.hpp>
#include <memory>
#include <string>
#include <string_view>

// The C side of a plugin written with kontor::Plugin. Exceptions end here.
namespace kontor::boundary {

inline void write(kontor_sink sink, const Json& json) {
  const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  sink.write(sink.self, text.data(), text.size());
}

inline kontor_status refuse(kontor_sink sink, const Failure& failure) {
  write(sink, failure.problem());
  return failure.status() == KONTOR_OK ? KONTOR_INTERNAL : failure.status();
}

inline kontor_status call(void* self, kontor_text operation, kontor_text request,
                          kontor_sink response) noexcept {
  try {
    try {
      const std::string_view asked(request.data, request.size);
      const Json json = Json::parse(asked, nullptr, /*allow_exceptions=*/false);
      if (json.is_discarded()) throw Failure(KONTOR_INVALID_ARGUMENT, "the request is not JSON");
      auto& plugin = *static_cast<Plugin*>(self);
      write(response, plugin.dispatch({operation.data, operation.size}, json));
      return KONTOR_OK;
    } catch (const Failure& failure) {
      return refuse(response, failure);
    } catch (const std::exception& exception) {
      return refuse(response, Failure(KONTOR_INTERNAL, exception.what()));
    } catch (...) {
      return refuse(response, Failure(KONTOR_INTERNAL, "the plugin threw something unknown"));
    }
  } catch (...) {
    return KONTOR_INTERNAL;  // Not even the problem could be written.
  }
}

inline void destroy(void* self) noexcept { delete static_cast<Plugin*>(self); }

template <typename Class>
kontor_status create(const kontor_host* host, kontor_plugin* out) noexcept {
  const auto report = [host](std::string_view message) noexcept {
    host->log(host->self, KONTOR_LOG_ERROR, {message.data(), message.size()});
  };
  try {
    std::unique_ptr<Plugin> plugin = std::make_unique<Class>(Host(host));
    out->call = &call;
    out->destroy = &destroy;
    out->self = plugin.release();
    return KONTOR_OK;
  } catch (const Failure& failure) {
    report(failure.what());
    return failure.status() == KONTOR_OK ? KONTOR_INTERNAL : failure.status();
  } catch (const std::exception& exception) {
    report(exception.what());
    return KONTOR_INTERNAL;
  } catch (...) {
    report("the plugin's constructor threw something unknown");
    return KONTOR_INTERNAL;
  }
}

template <std::size_t N>
constexpr kontor_text literal(const char (&text)[N]) {
  return {text, N - 1};
}

}  // namespace kontor::boundary

// Once, at global scope, in one source file of the plugin. KONTOR_PLUGIN_ID and _VERSION come
// from manifest.json through `kontor build` or kontor_plugin() of plugin.cmake.
#define KONTOR_PLUGIN(Class)                              \
  extern "C" {                                            \
  constinit const kontor_entry kontor_plugin_entry = {    \
      KONTOR_ENTRY_MAGIC,                                 \
      sizeof(kontor_entry),                               \
      KONTOR_ABI_MAJOR,                                   \
      KONTOR_ABI_MINOR,                                   \
      0,                                                  \
      ::kontor::boundary::literal(KONTOR_PLUGIN_ID),      \
      ::kontor::boundary::literal(KONTOR_PLUGIN_VERSION), \
      &::kontor::boundary::create<Class>,                 \
  };                                                      \
  }                                                       \
  static_assert(true, "")
