#pragma once

#include <atomic>
#include <filesystem>
#include <string_view>

#include "base/core/result.hpp"
#include "sdk/check/finding.hpp"

namespace kontor::marketplace::review {

struct TrialRun {
  std::filesystem::path checker = {};  // The program `kontor`; empty: there are no trials here.
  std::filesystem::path scratch = {};  // Folder for what it unpacks.
  const std::atomic<bool>* stop = nullptr;  // Once true, a trial ends without a verdict.
  int deadline_s = 120;
  int fuzz = 200;  // As at home. Wrong requests for each contribution.
};

// The findings of rules "trial.…" in what the checker wrote; unavailable if that is no report.
Result<check::Findings> read_trial_report(std::string_view report);

// Loads the package's library in the sandbox and tries the contract: `kontor check --json`, the
// checker that vendors have at home, in a process (group) of its own which ends with this one
// and is killed at the deadline. Answers its findings of rules "trial.…"; what the deadline
// cut short is a finding trial.deadline. unavailable if the checker does not work.
Result<check::Findings> run_trial(const std::filesystem::path& package, const TrialRun& run);

}  // namespace kontor::marketplace::review
