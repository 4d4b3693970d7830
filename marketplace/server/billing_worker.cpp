#include "marketplace/server/billing_worker.hpp"

#include "base/core/log.hpp"
#include "marketplace/app/commitments.hpp"
#include "marketplace/app/notices.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::chrono::seconds kBillingPause{5};
constexpr int kRoundsBetweenNotices = 60;

}  // namespace

BillingWorker::BillingWorker(Market& market) : market_(market), thread_([this] { work(); }) {}

BillingWorker::~BillingWorker() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void BillingWorker::work() {
  for (int round = 0;; ++round) {
    log_commitments(market_);
    if (round % kRoundsBetweenNotices == 0)
      if (const auto written = write_notices(market_); !written)
        log::error("notices not written", {{"error", written.error().message}});
    std::unique_lock lock(mutex_);
    if (wake_.wait_for(lock, kBillingPause, [this] { return ends_; })) return;
  }
}

}  // namespace kontor::marketplace
