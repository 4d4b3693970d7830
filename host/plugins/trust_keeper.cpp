#include "host/plugins/trust_keeper.hpp"

#include <chrono>

#include "base/core/log.hpp"

namespace kontor::host {

TrustKeeper::~TrustKeeper() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void TrustKeeper::start() {
  thread_ = std::thread([this] { run(); });
}

void TrustKeeper::run() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      stop_.wait_for(lock, std::chrono::seconds(kEveryS), [this] { return stopping_; });
      if (stopping_) return;
    }
    const Status renewed = renew();
    if (!renewed)
      log::info("the market could not be asked whom to believe",
                {{"reason", renewed.error().message}});
  }
}

Status TrustKeeper::renew() {
  const bool changed = TRY(trust_.renew());
  return changed ? ledger_.reload_licenses() : ok();
}

}  // namespace kontor::host
