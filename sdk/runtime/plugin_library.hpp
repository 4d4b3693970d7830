#pragma once

#include <string>
#include <string_view>

#include "kontor/kontor.h"
#include "sdk/runtime/answer.hpp"

namespace kontor::runtime {

// A plugin's library in this process and the plugin it made. The C contract, from the
// caller's side. Plugin code stays mapped until the process ends.
// One thread loads, creates and destroys; call() as the contract says.
class PluginLibrary {
 public:
  // Loads it and compares its entry with what the file said before: code that has run
  // since may have lied.
  Answer load(const std::string& path, std::string_view id, std::string_view version);
  // `host` must stay where it is until destroy() returns.
  Answer create(const kontor_host& host);
  Answer call(std::string_view operation, std::string_view request) const;
  void destroy();
  bool mapped() const { return mapped_; }  // Its code is in this process, for ever.

 private:
  bool mapped_ = false;
  const kontor_entry* entry_ = nullptr;
  kontor_plugin plugin_{};
};

inline std::string_view view(kontor_text text) {
  return text.size == 0 ? std::string_view() : std::string_view(text.data, text.size);
}

// {"code","message"} without a JSON library: the runner stays small.
Answer failure(std::int32_t status, std::string_view code, std::string_view message);

// What a plugin reads when its question does not reach the host's handler.
Answer request_too_long();
Answer nested_too_deep();
Answer answer_too_long();
Answer host_gone();
bool fits(kontor_text operation, kontor_text request);
// Writes the host's answer as the contract says; its descriptor becomes the plugin's.
kontor_status give(Answer answer, kontor_sink response);

}  // namespace kontor::runtime
