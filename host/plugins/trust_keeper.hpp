#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "base/core/clock.hpp"
#include "host/plugins/license_trust.hpp"
#include "licensing/client/remote_seats.hpp"
#include "licensing/seats/ledger.hpp"

namespace kontor::host {

// Keeps what the host believes as fresh as the market's metadata: every hour on a thread of its
// own, and at once when asked. Any thread.
class TrustKeeper {
 public:
  // `remote` may be null.
  TrustKeeper(LicenseTrust& trust, licensing::SeatLedger& ledger, const Clock& clock,
              licensing::RemoteSeats* remote = nullptr)
      : trust_(trust), ledger_(ledger), clock_(clock), remote_(remote) {}
  ~TrustKeeper();
  TrustKeeper(const TrustKeeper&) = delete;
  TrustKeeper& operator=(const TrustKeeper&) = delete;

  // `after` runs on the thread after each hourly renewal, also one that failed; the first time
  // soon after the start, so that what a dying host left undone goes on.
  void start(std::function<void()> after);
  // Returns once nothing runs any more.
  void stop();
  // Renews the trust and, when it changed, verifies the stored licences again. A market that
  // does not answer is no failure of what is installed; the error is for whoever asked.
  Status renew();

  static constexpr std::int64_t kEveryMs = 3'600'000;
  static constexpr std::int64_t kFirstMs = 20'000;

 private:
  void run();

  LicenseTrust& trust_;
  licensing::SeatLedger& ledger_;
  const Clock& clock_;
  licensing::RemoteSeats* remote_;
  std::function<void()> after_;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace kontor::host
