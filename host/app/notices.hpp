#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/core/json.hpp"
#include "base/http/message.hpp"

namespace kontor::host {

// Carries what a user's open pages must hear at once: screen pops, notices, the progress
// of imports. Nothing is kept for those who do not listen. Any thread.
class Notices {
 public:
  // Queue of one open page. Over kQueueMax the oldest is dropped.
  class Subscription;

  std::shared_ptr<Subscription> subscribe(std::string user_id);
  void to_user(const std::string& user_id, const std::string& name, const Json& payload);
  void to_all(const std::string& name, const Json& payload);
  // True if the user has at least one page open.
  bool is_listening(const std::string& user_id) const;
  // Ends every stream; for shutdown.
  void close();

  static constexpr std::size_t kQueueMax = 256;

 private:
  void publish(const std::string* user_id, const std::string& name, const Json& payload);

  mutable std::mutex mutex_;
  bool closed_ = false;
  std::uint64_t next_id_ = 1;
  std::vector<std::weak_ptr<Subscription>> subscriptions_;
};

class Notices::Subscription {
 public:
  explicit Subscription(std::string user_id) : user_id_(std::move(user_id)) {}
  // Waits up to `wait_ms` for the next events; none when the time is over, unavailable
  // once the hub is closed.
  Result<std::vector<http::Event>> next(int wait_ms);

 private:
  friend class Notices;
  void push(http::Event event);
  void close();

  const std::string user_id_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<http::Event> queue_;
  bool closed_ = false;
};

}  // namespace kontor::host
