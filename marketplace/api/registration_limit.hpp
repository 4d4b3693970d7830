#pragma once

#include <map>
#include <mutex>
#include <string>

#include "base/core/clock.hpp"
#include "base/core/result.hpp"

namespace kontor::marketplace {

// How often one address may register something in an hour, so that nobody fills the tables or
// takes all names. Addresses beyond what it remembers share one budget. Any thread.
class RegistrationLimit {
 public:
  RegistrationLimit(const Clock& clock, int per_hour) : clock_(clock), per_hour_(per_hour) {}
  // exhausted when the address has used its budget.
  Status take(const std::string& address);

 private:
  struct Window {
    std::int64_t began_ms = 0;
    int used = 0;
  };
  const Clock& clock_;
  int per_hour_;
  std::mutex mutex_;  // Guards windows_.
  std::map<std::string, Window> windows_;
};

}  // namespace kontor::marketplace
