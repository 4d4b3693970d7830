#pragma once

#include <cstdint>
#include <string>

#include "base/db/database.hpp"

namespace kontor::host {

struct ChainHead {
  std::int64_t sequence = 0;
  std::string hash;  // Of the audit log; '' for the outbox.
};

// The last links of the audit log and of the outbox, read at once by who adds to both. They hold
// until something is added to either.
struct ChainHeads {
  ChainHead audit;
  ChainHead outbox;

  static Result<ChainHeads> read(db::Session& session);
  // Says that they will be read soon.
  static void foresee(db::Session& session);
};

}  // namespace kontor::host
