#pragma once

#include <filesystem>
#include <string>

#include "host/rehearsal/order.hpp"

namespace kontor::host {

// Runs a package in the sandbox on a copy of the company's data with nothing let out, and
// tells what it did: the report of sdk/docs/rehearsal.md. `folder` holds the copy meanwhile
// and nothing of it afterwards; a trace of the plugin stays there when `keep_trace` is set.
enum class KeepTrace { no, yes };
Result<Json> rehearse(const RehearsalOrder& order, const std::filesystem::path& folder,
                      KeepTrace keep_trace = KeepTrace::no);

inline constexpr const char* kCopyFolder = "copy";
inline constexpr const char* kOrderFile = "order.json";
inline constexpr const char* kReportFile = "report.json";
inline constexpr const char* kFailureFile = "failure.txt";
inline constexpr const char* kTraceFile = "plugin.ktrace";

// The report for people.
std::string rehearsal_text(const Json& report);

}  // namespace kontor::host
