#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "ami_orders.hpp"
#include "call_tracker.hpp"
#include "exchange.hpp"
#include "pbx_link.hpp"
#include "recording_right.hpp"

namespace kontor::telephony {

// An Asterisk, through its manager interface.
class AmiExchange final : public Exchange {
 public:
  // `running`: calls from before a restart. `on_changes` runs on the link's thread.
  AmiExchange(Host host, Settings settings, std::string secret, const std::vector<Call>& running,
              OnChanges on_changes);

  Health health() const override;
  void start_call(const Call& call) override;
  void obey(const Order& order) override;
  void route(const Call& call, const std::string& extension) override;
  std::vector<Call> running() const override;
  std::vector<QueueView> queues() const override;

 private:
  void resynchronise(PbxLink& link);
  void take(PbxLink& link, const AmiMessage& event);
  void take_room(const AmiMessage& event);
  void record_if_asked(PbxLink& link, std::vector<CallChange>& changes);
  std::string free_room() const;
  void ask(const AmiAction& action);
  std::string next_id();

  Host host_;
  const Settings settings_;
  const House house_;
  OnChanges on_changes_;
  RecordingRight recording_right_;
  std::atomic<std::uint64_t> last_id_ = 0;

  mutable std::mutex mutex_;  // Guards what follows.
  CallTracker tracker_;
  QueueBoard board_;
  std::set<std::string> rooms_in_use_;

  std::unique_ptr<PbxLink> link_;  // Last: its thread uses the others.
};

}  // namespace kontor::telephony
