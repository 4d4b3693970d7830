#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "host/plugins/license_trust.hpp"
#include "licensing/seats/ledger.hpp"

namespace kontor::host {

// Keeps what the host believes about licence signatures as fresh as the market's metadata:
// every hour on a thread of its own, and at once when asked. Any thread.
class TrustKeeper {
 public:
  TrustKeeper(LicenseTrust& trust, licensing::SeatLedger& ledger)
      : trust_(trust), ledger_(ledger) {}
  ~TrustKeeper();
  TrustKeeper(const TrustKeeper&) = delete;
  TrustKeeper& operator=(const TrustKeeper&) = delete;

  void start();
  // Renews the trust and, when it changed, verifies the stored licences again. A market that
  // does not answer is no failure of what is installed; the error is for whoever asked.
  Status renew();

  static constexpr int kEveryS = 3600;

 private:
  void run();

  LicenseTrust& trust_;
  licensing::SeatLedger& ledger_;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace kontor::host
