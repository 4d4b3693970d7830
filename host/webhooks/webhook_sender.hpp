#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>

#include "base/core/uuid.hpp"
#include "host/app/outbox.hpp"
#include "host/webhooks/webhook_store.hpp"

namespace kontor::host {

// Turns events into deliveries and sends them, at least once each and in no promised order. A
// delivery that fails is tried again after 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 hours (the
// schedule that Standard Webhooks recommends) and is a dead letter then; an endpoint that answers
// 410 is switched off. No redirect is followed. An address inside a network is called only where
// an administrator allowed it, and the address that was checked is the one connected to.
class WebhookSender {
 public:
  struct Parts {
    db::Database& database;
    const Clock& clock;
    IdSource& ids;
    Outbox& outbox;
    std::string key;           // As Webhooks::Parts.
    std::string ca_file = {};  // Roots for https; empty: the system's.
  };
  explicit WebhookSender(Parts parts) : parts_(std::move(parts)) {}
  ~WebhookSender() { stop(); }

  void start();  // A thread that calls step() when something happens, and every half second.
  void stop();

  // One round: new events become deliveries, due deliveries are sent once. The number sent,
  // whatever became of them.
  Result<std::size_t> step();

  static constexpr std::array<std::int64_t, 9> kPausesMs{5'000,      300'000,    1'800'000,
                                                         7'200'000,  18'000'000, 36'000'000,
                                                         50'400'000, 72'000'000, 86'400'000};
  static constexpr std::int64_t kDeliveredKeptMs = std::int64_t{30} * 86'400'000;
  static constexpr std::int64_t kDeadKeptMs = std::int64_t{90} * 86'400'000;

 private:
  Result<std::size_t> take_events();
  Status send(const Webhook& webhook, WebhookDelivery delivery);
  Result<int> post(const Webhook& webhook, const WebhookDelivery& delivery);

  Parts parts_;
  std::thread thread_;
  std::atomic<bool> stopping_{false};
  std::optional<std::int64_t> place_;  // In the outbox; nobody else moves it on.
  TimeMs pruned_at_ms_ = 0;
};

}  // namespace kontor::host
