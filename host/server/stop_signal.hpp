#pragma once

namespace kontor::host {

// Catches SIGTERM and SIGINT from its construction on, by a handler and not by a mask,
// which the plugins' processes would inherit. One per process.
class StopSignal {
 public:
  StopSignal();
  void wait() const;  // Until the first of them.
};

}  // namespace kontor::host
