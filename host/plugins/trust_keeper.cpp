#include "host/plugins/trust_keeper.hpp"

#include <chrono>

#include "base/core/log.hpp"

namespace kontor::host {
namespace {

constexpr auto kClockLook = std::chrono::milliseconds(500);  // At the injected clock.

}  // namespace

TrustKeeper::~TrustKeeper() { stop(); }

void TrustKeeper::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void TrustKeeper::start(std::function<void()> after) {
  after_ = std::move(after);
  thread_ = std::thread([this] { run(); });
}

void TrustKeeper::run() {
  for (std::int64_t due_ms = clock_.monotonic_ms() + kFirstMs;;) {
    {
      std::unique_lock lock(mutex_);
      stop_.wait_for(lock, kClockLook, [this] { return stopping_; });
      if (stopping_) return;
    }
    if (clock_.monotonic_ms() < due_ms) continue;
    due_ms = clock_.monotonic_ms() + kEveryMs;
    const Status renewed = renew();
    if (!renewed)
      log::info("the market could not be asked whom to believe",
                {{"reason", renewed.error().message}});
    if (after_) after_();
  }
}

Status TrustKeeper::renew() {
  const bool changed = TRY(trust_.renew());
  if (!changed) return ok();
  if (remote_ != nullptr) TRY(remote_->reload_licenses());
  return ledger_.reload_licenses();
}

}  // namespace kontor::host
