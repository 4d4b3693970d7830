#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "marketplace/review/trial_run.hpp"

// Property: any bytes are refused as a report, or give findings of the trial alone, so that a
// checker cannot speak for another check.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto findings =
      kontor::marketplace::review::read_trial_report({reinterpret_cast<const char*>(data), size});
  if (!findings) return 0;
  for (const auto& finding : *findings)
    if (!finding.rule.starts_with("trial.")) std::abort();
  return 0;
}
