#include "sdk/runtime/call_results.hpp"

#include "base/core/bytes.hpp"
#include "kontor/status.h"
#include "sdk/runtime/frame.hpp"
#include "sdk/runtime/problem.hpp"

namespace kontor::runtime {

Status check_request(const std::string& id, std::string_view operation, std::string_view request) {
  if (operation.empty() || operation.size() > kOperationBytesMax ||
      request.size() > kFrameBytesMax - operation.size())
    return Error{ErrorCode::exhausted, "the request to " + id + " is too long"};
  return ok();
}

Result<std::string> result_of(Answer answer, const std::string& id, std::string_view operation) {
  if (answer.status != KONTOR_OK) return error_from(answer.status, answer.text, id);
  if (!is_utf8(answer.text))
    return Error{ErrorCode::invalid_argument,
                 id + " answered " + std::string(operation) + " with bytes that are not UTF-8"};
  return std::move(answer.text);
}

Error busy(const std::string& id) {
  return {ErrorCode::unavailable, id + " is busy with other calls"};
}

Error not_running(const std::string& id, const std::string& cause, std::string_view operation) {
  return {ErrorCode::unavailable, id + " is not running (" + (cause.empty() ? "ended" : cause) +
                                      "); " + std::string(operation) + " was not answered"};
}

Error too_late(const std::string& id, std::string_view operation, int deadline_ms,
               std::string_view consequence) {
  return {ErrorCode::unavailable, id + " did not answer " + std::string(operation) + " within " +
                                      std::to_string(deadline_ms) + " ms and was " +
                                      std::string(consequence)};
}

Answer answer_of(HostAnswer answer) {
  if (!answer.text) return {status_of(answer.text.error().code), problem_text(answer.text.error())};
  return {KONTOR_OK, std::move(*answer.text), std::move(answer.descriptor)};
}

}  // namespace kontor::runtime
