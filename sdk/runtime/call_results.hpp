#pragma once

#include <string>
#include <string_view>

#include "base/core/result.hpp"
#include "sdk/runtime/answer.hpp"
#include "sdk/runtime/plugin_process.hpp"

namespace kontor::runtime {

// What a caller of the plugin `id` reads, the same wherever the plugin runs.
Status check_request(const std::string& id, std::string_view operation, std::string_view request);
// The plugin's answer: its text if it is UTF-8, its failure as an Error.
Result<std::string> result_of(Answer answer, const std::string& id, std::string_view operation);
Error busy(const std::string& id);
Error not_running(const std::string& id, const std::string& cause, std::string_view operation);
Error too_late(const std::string& id, std::string_view operation, int deadline_ms,
               std::string_view consequence);

// What the plugin reads of the host's answer.
Answer answer_of(HostAnswer answer);

}  // namespace kontor::runtime
