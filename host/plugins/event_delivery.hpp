#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "host/app/outbox.hpp"
#include "host/plugins/plugin_set.hpp"
#include "host/plugins/seat_policy.hpp"

namespace kontor::host {

// Delivers events to one plugin: every event it declared, at least once, in order of
// commit, from a cursor that survives restarts. A plugin that is down is waited for; an
// event it refuses kAttemptsMax times is logged and left behind.
class EventDelivery {
 public:
  EventDelivery(PluginHandle plugin, Outbox& outbox, SeatPolicy& seats);
  ~EventDelivery();  // Waits for the delivery in hand.
  EventDelivery(const EventDelivery&) = delete;
  EventDelivery& operator=(const EventDelivery&) = delete;

  static constexpr int kAttemptsMax = 5;

 private:
  void run();
  void find_place();
  bool deliver_batch(const std::vector<std::string>& names, std::int64_t& cursor);
  bool deliver(const OutboxEvent& event);  // False: try this event again.
  Json request_payload(const OutboxEvent& event) const;

  PluginHandle plugin_;
  Outbox& outbox_;
  SeatPolicy& seats_;
  std::atomic<bool> stopping_ = false;
  int attempts_ = 0;
  std::optional<std::int64_t> cursor_;  // Set before the thread starts, unless the database fails.
  std::thread thread_;
};

}  // namespace kontor::host
