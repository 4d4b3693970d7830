#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "licensing/seats/ledger.hpp"
#include "marketplace/app/market.hpp"

namespace kontor::marketplace {

// One thread that writes notices when they are due, takes to the log what a killed process sold
// and did not log, and signs licences anew after a change of keys: those that `ledger` counts are
// replaced there at once. Both references outlive it.
class BillingWorker {
 public:
  BillingWorker(Market& market, licensing::SeatLedger& ledger);
  ~BillingWorker();
  BillingWorker(const BillingWorker&) = delete;
  BillingWorker& operator=(const BillingWorker&) = delete;

 private:
  void work();
  void sign_anew();

  Market& market_;
  licensing::SeatLedger& ledger_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ends_ = false;
  std::thread thread_;
};

}  // namespace kontor::marketplace
