#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "marketplace/app/market.hpp"

namespace kontor::marketplace {

// One thread that writes notices when they are due and takes to the log what a killed process
// sold and did not log. `market` outlives it.
class BillingWorker {
 public:
  explicit BillingWorker(Market& market);
  ~BillingWorker();
  BillingWorker(const BillingWorker&) = delete;
  BillingWorker& operator=(const BillingWorker&) = delete;

 private:
  void work();

  Market& market_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ends_ = false;
  std::thread thread_;
};

}  // namespace kontor::marketplace
