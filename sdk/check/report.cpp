#include <cmath>
#include <ostream>

#include "sdk/check/check.hpp"

namespace kontor::check {
namespace {

const char* name_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
      break;
  }
  return "note";
}

const char* name_of(runtime::SandboxLayer::State state) {
  switch (state) {
    case runtime::SandboxLayer::State::holds:
      return "holds";
    case runtime::SandboxLayer::State::missing:
      return "missing";
    case runtime::SandboxLayer::State::off:
      break;
  }
  return "off";
}

Json to_json(const Finding& finding) {
  Json json = {{"rule", finding.rule},
               {"severity", name_of(finding.severity)},
               {"file", finding.file},
               {"message", finding.message},
               {"fix", finding.fix}};
  if (finding.offset) json["offset"] = *finding.offset;
  return json;
}

Json to_json(const Measures& measures) {
  Json layers = Json::array();
  for (const runtime::SandboxLayer& layer : measures.layers) {
    layers.push_back({{"name", layer.name}, {"state", name_of(layer.state)}, {"why", layer.why}});
  }
  return {{"start_ms", measures.start_ms},
          {"memory_bytes", measures.memory_bytes},
          {"memory_after_fuzz_bytes", measures.memory_after_fuzz_bytes},
          {"calls", measures.calls},
          {"host_calls", measures.host_calls},
          {"cpu_ms", measures.cpu_us / 1000},
          {"layers", std::move(layers)}};
}

std::string tenths(double number) {
  const auto tenths = std::lround(number * 10);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

std::string mebibytes(std::int64_t bytes) {
  return tenths(static_cast<double>(bytes) / (1 << 20)) + " MiB";
}

}  // namespace

Json to_json(const Report& report) {
  Json findings = Json::array();
  for (const Finding& finding : report.findings) findings.push_back(to_json(finding));
  Json json = {{"id", report.id},
               {"version", report.version},
               {"passed", report.passed()},
               {"glibc", report.glibc},
               {"findings", std::move(findings)}};
  if (report.measures) json["measures"] = to_json(*report.measures);
  return json;
}

void print(const Report& report, std::ostream& out) {
  if (!report.id.empty()) out << report.id << " " << report.version << "\n";
  if (!report.glibc.empty()) out << "portability: " << report.glibc << "\n";
  if (report.measures) {
    const Measures& measures = *report.measures;
    int missing = 0;
    for (const auto& layer : measures.layers) {
      if (layer.state == runtime::SandboxLayer::State::holds) continue;
      out << "sandbox: without " << layer.name << " (" << layer.why << ")\n";
      ++missing;
    }
    if (missing == 0 && !measures.layers.empty()) out << "sandbox: every layer holds\n";
    out << "start: " << tenths(measures.start_ms)
        << " ms; memory: " << mebibytes(measures.memory_bytes) << ", after wrong requests "
        << mebibytes(measures.memory_after_fuzz_bytes) << "; " << measures.calls << " calls, "
        << measures.host_calls << " to the host\n";
  }
  for (const Finding& finding : report.findings) {
    out << "\n" << name_of(finding.severity) << " [" << finding.rule << "] " << finding.file;
    if (finding.offset) out << " at byte " << *finding.offset;
    out << "\n  " << finding.message << "\n  → " << finding.fix << "\n";
  }
  out << (report.findings.empty() ? "" : "\n")
      << (report.passed() ? "passed" : "NOT passed: every error above must be mended") << "\n";
}

}  // namespace kontor::check
