#pragma once

#include <string>

#include "base/tlog/checkpoint.hpp"
#include "marketplace/client/log_check.hpp"

namespace kontor::marketplace {

struct ProvenRelease {
  LoggedRelease release;
  std::string note;  // The signed checkpoint the proof ends in.
  tlog::Checkpoint checkpoint;
};

// What verify_offline() does, with the checkpoint it believed.
Result<ProvenRelease> prove_release(std::string proof, const MarketPackage& package,
                                    const tlog::LogPolicy& policy);

}  // namespace kontor::marketplace
