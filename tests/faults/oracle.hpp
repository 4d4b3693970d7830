#pragma once

#include <atomic>
#include <cstdint>

namespace kontor::testing {

// Counts those who believe that they hold a seat: from the reply to their claim until they ask
// to release it or their own clock says that its time is over. Any thread.
class Oracle {
 public:
  void sits();
  void rises() { --sitting_; }
  std::int64_t sitting() const { return sitting_; }
  std::int64_t most() const { return most_; }        // At once, ever.
  std::int64_t granted() const { return granted_; }  // Altogether.

 private:
  std::atomic<std::int64_t> sitting_{0};
  std::atomic<std::int64_t> most_{0};
  std::atomic<std::int64_t> granted_{0};
};

}  // namespace kontor::testing
