#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "marketplace/app/market.hpp"

namespace kontor::marketplace {

// One thread that finishes the checks a killed process or a scanner that was away cut short,
// and tidies the quarantine. `market` outlives it.
class ReviewWorker {
 public:
  explicit ReviewWorker(Market& market);
  ~ReviewWorker();  // Ends a trial that runs; what it cut short is checked at the next start.
  ReviewWorker(const ReviewWorker&) = delete;
  ReviewWorker& operator=(const ReviewWorker&) = delete;

 private:
  void work();

  Market& market_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ends_ = false;
  std::thread thread_;
};

}  // namespace kontor::marketplace
