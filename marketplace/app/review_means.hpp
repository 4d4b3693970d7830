#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "marketplace/review/clamd.hpp"
#include "marketplace/review/trial_run.hpp"

namespace kontor::marketplace {

// What the checks on submitted packages may use, and which of them run at this moment.
struct ReviewMeans {
  std::optional<review::Clamd> clamd = {};  // Nothing: no malware scan.
  review::TrialRun trial = {};
  std::atomic<bool> stopping = false;       // Set once: trials end.
  std::mutex trials = {};                   // One trial at a time: a trial is several processes.
  std::mutex partials = {};                 // Held while bytes are added to an unfinished upload.
  std::mutex mutex = {};                    // Guards `running`.
  std::multiset<std::string> running = {};  // Operation ids and vendors whose checks run.
};

}  // namespace kontor::marketplace
