#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "host/app/outbox.hpp"
#include "host/app/records.hpp"
#include "host/plugins/gaps.hpp"
#include "host/plugins/plugin_set.hpp"
#include "host/plugins/seat_policy.hpp"

namespace kontor::host {

// Delivers events to one plugin: every event it declared, at least once, in order of
// commit, from a cursor that survives restarts; of a name declared `latest` the newest of those
// that wait stands for all, and where nothing else is declared it is told at most every kCalmMs.
// Those declared `many` that follow one another go in one call, and one by one where that fails.
// A plugin that is down is waited for. An event is left behind, with a gap, when the plugin refused
// it kAttemptsMax times with growing pauses, when its process ended kDeathsMax times with it in
// hand, or when nobody holds the seat its manifest asks for.
class EventDelivery {
 public:
  struct Parts {
    db::Database& database;
    Outbox& outbox;
    Records& records;
    SeatPolicy& seats;
    Gaps& gaps;
  };
  EventDelivery(PluginHandle plugin, Parts parts);
  ~EventDelivery();  // Waits for the delivery in hand.
  EventDelivery(const EventDelivery&) = delete;
  EventDelivery& operator=(const EventDelivery&) = delete;

  static constexpr int kAttemptsMax = 5;
  static constexpr int kDeathsMax = 3;  // The keeper quarantines a plugin at as many.
  static constexpr int kFirstPauseMs = 250;
  static constexpr int kCalmMs = 100;

 private:
  enum class Taken { yes, left_behind, again };
  void run();
  void find_place();
  struct Batch {
    std::vector<OutboxEvent> events = {};
    std::int64_t until = 0;  // What is no newer and not among them is of no interest.
    bool all = true;         // Nothing more waited.
  };
  Result<Batch> read_batch(std::int64_t cursor, std::int64_t newest);
  bool deliver_batch(std::int64_t& cursor);  // True: there may be more to deliver at once.
  Status keep_place(std::int64_t cursor);
  // The first of them, if they are declared `many` and were taken in one call.
  std::span<const OutboxEvent> told_together(std::span<const OutboxEvent> waiting);
  Taken deliver(const OutboxEvent& event);
  Taken failed(const OutboxEvent& event, const Error& error);
  Taken leave_behind(const OutboxEvent& event, const std::string& reason);
  Status seat_for(const OutboxEvent& event) const;
  std::string target_of(const OutboxEvent& event) const;
  Json request_payload(const OutboxEvent& event) const;
  void pause(int pause_ms);

  const PluginHandle plugin_;
  Parts parts_;
  std::vector<std::string> each_;      // Names of events that are all told.
  std::vector<std::string> latest_;    // Those of which the newest is told.
  std::vector<std::string> many_;      // Of both, those told together.
  std::int64_t one_by_one_until_ = 0;  // Up to there they were refused together.
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::condition_variable stop_;
  int attempts_ = 0;  // Of the event at hand.
  int deaths_ = 0;
  std::vector<Gap> left_;               // Written with the next place.
  std::int64_t kept_ = 0;               // The place in the database.
  std::optional<std::int64_t> cursor_;  // Set before the thread starts, unless the database fails.
  std::thread thread_;
};

}  // namespace kontor::host
