#include "marketplace/server/review_worker.hpp"

#include "base/core/log.hpp"
#include "marketplace/app/decisions.hpp"
#include "marketplace/app/partial_uploads.hpp"
#include "marketplace/app/review_run.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::chrono::seconds kRoundPause{2};
constexpr int kRoundsBetweenSweeps = 300;

void tell_failure(const Status& status, const char* what) {
  if (!status) log::error(what, {{"error", status.error().message}});
}

}  // namespace

ReviewWorker::ReviewWorker(Market& market) : market_(market), thread_([this] { work(); }) {}

ReviewWorker::~ReviewWorker() {
  market_.means.stopping = true;
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void ReviewWorker::work() {
  for (int round = 0;; ++round) {
    tell_failure(resume_reviews(market_), "reviews not resumed");
    if (round % kRoundsBetweenSweeps == 0) {
      tell_failure(sweep_partial_uploads(market_), "unfinished uploads not swept");
      tell_failure(sweep_quarantine(market_), "quarantine not swept");
    }
    std::unique_lock lock(mutex_);
    if (wake_.wait_for(lock, kRoundPause, [this] { return ends_; })) return;
  }
}

}  // namespace kontor::marketplace
