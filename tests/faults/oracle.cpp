#include "tests/faults/oracle.hpp"

namespace kontor::testing {

void Oracle::sits() {
  ++granted_;
  const std::int64_t now = ++sitting_;
  std::int64_t most = most_;
  while (now > most && !most_.compare_exchange_weak(most, now)) {
  }
}

}  // namespace kontor::testing
