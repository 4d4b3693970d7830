#pragma once

#include <kontor/host.h>

#include <kontor/failure.hpp>
#include <kontor/json.hpp>
#include <kontor/op/host_calls.hpp>
#include <string>
#include <string_view>

namespace kontor {

// The host, as a plugin sees it: one typed function per operation, from op::HostCalls, for
// example `host.record_get({.entity = "person", .id = id, .purpose = "calls"})`. All throw
// Failure. A cheap value; copies speak with the same host. Any thread, until the plugin is
// destroyed.
class Host : public op::HostCalls<Host> {
 public:
  // Borrows `host` until the plugin's destroy has returned.
  explicit Host(const kontor_host* host) : host_(host) {}

  template <typename Operation>
  typename Operation::Response call(const typename Operation::Request& request) const {
    const Json answer = call(Operation::name, encode(request));
    std::string problem;
    auto response = op::decode<typename Operation::Response>(answer, problem);
    if (response) return std::move(*response);
    throw Failure(KONTOR_INTERNAL, std::string(Operation::name) + " answered badly: " + problem);
  }

  // For operations newer than the generated ones.
  Json call(std::string_view operation, const Json& request) const {
    const std::string asked = request.dump(-1, ' ', false, Json::error_handler_t::replace);
    std::string answered;
    const kontor_sink sink{&answered, &append};
    const kontor_status status = host_->call(host_->self, text(operation), text(asked), sink);
    const Json answer = Json::parse(answered, nullptr, /*allow_exceptions=*/false);
    if (status != KONTOR_OK) throw failure(operation, status, answer);
    if (answer.is_discarded()) {
      throw Failure(KONTOR_INTERNAL, std::string(operation) + " did not answer with JSON");
    }
    return answer;
  }

  void log_debug(std::string_view message) const { log(KONTOR_LOG_DEBUG, message); }
  void log_info(std::string_view message) const { log(KONTOR_LOG_INFO, message); }
  void log_warning(std::string_view message) const { log(KONTOR_LOG_WARNING, message); }
  void log_error(std::string_view message) const { log(KONTOR_LOG_ERROR, message); }

 private:
  static kontor_text text(std::string_view view) { return {view.data(), view.size()}; }

  static void append(void* self, const char* data, uint64_t size) {
    static_cast<std::string*>(self)->append(data, size);
  }

  static Failure failure(std::string_view operation, kontor_status status, const Json& problem) {
    if (!problem.is_object()) {
      return Failure(status, std::string(operation) + " failed: " + status_name(status));
    }
    const auto message = problem.find("message");
    const auto detail = problem.find("detail");
    return Failure(status,
                   message != problem.end() && message->is_string()
                       ? message->get<std::string>()
                       : std::string(operation) + " failed: " + status_name(status),
                   detail != problem.end() ? *detail : Json());
  }

  void log(int32_t level, std::string_view message) const {
    host_->log(host_->self, level, text(message));
  }

  const kontor_host* host_;
};

}  // namespace kontor
