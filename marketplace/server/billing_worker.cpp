#include "marketplace/server/billing_worker.hpp"

#include "base/core/log.hpp"
#include "marketplace/app/commitments.hpp"
#include "marketplace/app/license_signing.hpp"
#include "marketplace/app/notices.hpp"

namespace kontor::marketplace {
namespace {

constexpr std::chrono::seconds kBillingPause{5};
constexpr int kRoundsBetweenNotices = 60;

}  // namespace

BillingWorker::BillingWorker(Market& market, licensing::SeatLedger& ledger)
    : market_(market), ledger_(ledger), thread_([this] { work(); }) {}

BillingWorker::~BillingWorker() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

// A licence that another ledger counts is its host's to fetch.
void BillingWorker::sign_anew() {
  if (!market_.keys_changed.exchange(false)) return;
  const auto signed_anew = sign_licenses_anew(market_, [this](const IssuedLicense& license) {
    if (!ledger_.keeps(license.license_id)) return;
    if (const auto put = ledger_.install_document(license.document); !put)
      log::error("a licence signed anew is not counted",
                 {{"license", license.license_id}, {"error", put.error().message}});
  });
  if (signed_anew) return;
  market_.keys_changed = true;
  log::error("licences not signed anew", {{"error", signed_anew.error().message}});
}

void BillingWorker::work() {
  for (int round = 0;; ++round) {
    sign_anew();
    log_commitments(market_);
    if (round % kRoundsBetweenNotices == 0)
      if (const auto written = write_notices(market_); !written)
        log::error("notices not written", {{"error", written.error().message}});
    std::unique_lock lock(mutex_);
    if (wake_.wait_for(lock, kBillingPause, [this] { return ends_; })) return;
  }
}

}  // namespace kontor::marketplace
