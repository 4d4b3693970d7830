#include "sdk/runtime/plugin_library.hpp"

#define BOOST_DLL_USE_STD_FS
#include <boost/dll/shared_library.hpp>
#include <memory>
#include <mutex>
#include <system_error>
#include <vector>

#include "sdk/runtime/answer_sink.hpp"
#include "sdk/runtime/frame.hpp"

namespace kontor::runtime {
namespace {

// Never deleted, so never unloaded.
boost::dll::shared_library* new_library() {
  static std::mutex mutex;
  static auto* libraries = new std::vector<std::unique_ptr<boost::dll::shared_library>>;
  const std::lock_guard lock(mutex);
  return libraries->emplace_back(std::make_unique<boost::dll::shared_library>()).get();
}

}  // namespace

Answer failure(std::int32_t status, std::string_view code, std::string_view message) {
  std::string text = R"({"code":")" + std::string(code) + R"(","message":")";
  for (const char letter : message)
    if (letter == '"' || letter == '\\' || static_cast<unsigned char>(letter) < 0x20)
      text += '\'';
    else
      text += letter;
  return {status, text + "\"}"};
}

Answer request_too_long() {
  return failure(KONTOR_EXHAUSTED, "exhausted", "the request is too long");
}

Answer nested_too_deep() {
  return failure(KONTOR_EXHAUSTED, "exhausted", "calls within calls are nested too deep");
}

Answer answer_too_long() {
  return failure(KONTOR_EXHAUSTED, "exhausted", "the answer is too long");
}

Answer host_gone() { return failure(KONTOR_UNAVAILABLE, "unavailable", "the host is gone"); }

bool fits(kontor_text operation, kontor_text request) {
  return operation.size <= kOperationBytesMax && request.size <= kFrameBytesMax - operation.size;
}

kontor_status give(Answer answer, kontor_sink response) {
  if (answer.descriptor)
    answer.text = R"({"descriptor":)" + std::to_string(answer.descriptor.release()) + "}";
  response.write(response.self, answer.text.data(), answer.text.size());
  return answer.status;
}

Answer PluginLibrary::load(const std::string& path, std::string_view id, std::string_view version) {
  mapped_ = true;
  auto* library = new_library();
  std::error_code error;
  library->load(path, error, boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
  if (error) {
    mapped_ = false;
    const char* reason = ::dlerror();
    return failure(KONTOR_INVALID_ARGUMENT, "invalid_argument",
                   std::string("the library cannot be loaded: ") +
                       (reason != nullptr ? reason : error.message().c_str()));
  }
  if (!library->has("kontor_plugin_entry"))
    return failure(KONTOR_INVALID_ARGUMENT, "invalid_argument", "no kontor_plugin_entry");
  const auto& entry = library->get<const kontor_entry>("kontor_plugin_entry");
  if (entry.magic != KONTOR_ENTRY_MAGIC || entry.abi_major != KONTOR_ABI_MAJOR ||
      entry.abi_minor > KONTOR_ABI_MINOR || view(entry.id) != id || view(entry.version) != version)
    return failure(KONTOR_UNTRUSTED, "untrusted",
                   "the loaded entry differs from the one in the file");
  entry_ = &entry;
  return {KONTOR_OK, "{}"};
}

Answer PluginLibrary::create(const kontor_host& host) {
  plugin_ = {};
  plugin_.struct_size = sizeof plugin_;
  const kontor_status status = entry_->create(&host, &plugin_);
  if (status != KONTOR_OK || plugin_.call == nullptr || plugin_.destroy == nullptr)
    return failure(KONTOR_INTERNAL, "internal",
                   "its create() failed with status " + std::to_string(status));
  return {KONTOR_OK, "{}"};
}

Answer PluginLibrary::call(std::string_view operation, std::string_view request) const {
  AnswerSink answer;
  const kontor_status status = plugin_.call(plugin_.self, {operation.data(), operation.size()},
                                            {request.data(), request.size()}, answer.sink());
  if (answer.too_long())
    return failure(KONTOR_EXHAUSTED, "exhausted", "the plugin's answer is too long");
  return {status, std::move(answer.text())};
}

void PluginLibrary::destroy() { plugin_.destroy(plugin_.self); }

}  // namespace kontor::runtime
