#pragma once

#include <chrono>

namespace kontor {

// Catches SIGTERM and SIGINT from its construction on, by a handler and not by a mask, which
// other programs it starts would inherit. One per process.
class StopSignal {
 public:
  StopSignal();
  void wait() const;  // Until the first of them.
  // Whether one came, before so long or within it.
  bool wait_for(std::chrono::milliseconds longest) const;
};

}  // namespace kontor
