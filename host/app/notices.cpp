#include "host/app/notices.hpp"

#include <algorithm>
#include <chrono>

namespace kontor::host {

std::shared_ptr<Notices::Subscription> Notices::subscribe(std::string user_id) {
  auto subscription = std::make_shared<Subscription>(std::move(user_id));
  const std::lock_guard lock(mutex_);
  std::erase_if(subscriptions_, [](const auto& known) { return known.expired(); });
  if (closed_) subscription->close();
  subscriptions_.push_back(subscription);
  return subscription;
}

void Notices::to_user(const std::string& user_id, const std::string& name, const Json& payload) {
  publish(&user_id, name, payload);
}

void Notices::to_all(const std::string& name, const Json& payload) {
  publish(nullptr, name, payload);
}

void Notices::publish(const std::string* user_id, const std::string& name, const Json& payload) {
  const std::lock_guard lock(mutex_);
  http::Event event;
  event.id = std::to_string(next_id_++);
  event.name = name;
  event.data = to_text(payload);
  for (const auto& known : subscriptions_) {
    const auto subscription = known.lock();
    if (subscription && (user_id == nullptr || subscription->user_id_ == *user_id)) {
      subscription->push(event);
    }
  }
}

bool Notices::is_listening(const std::string& user_id) const {
  const std::lock_guard lock(mutex_);
  return std::any_of(subscriptions_.begin(), subscriptions_.end(), [&](const auto& known) {
    const auto subscription = known.lock();
    return subscription && subscription->user_id_ == user_id;
  });
}

void Notices::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  for (const auto& known : subscriptions_) {
    if (const auto subscription = known.lock()) subscription->close();
  }
}

Result<std::vector<http::Event>> Notices::Subscription::next(int wait_ms) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, std::chrono::milliseconds(wait_ms),
                    [this] { return closed_ || !queue_.empty(); });
  if (closed_) return Error{ErrorCode::unavailable, "the host is stopping"};
  std::vector<http::Event> events(std::make_move_iterator(queue_.begin()),
                                  std::make_move_iterator(queue_.end()));
  queue_.clear();
  return events;
}

void Notices::Subscription::push(http::Event event) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= kQueueMax) queue_.pop_front();
    queue_.push_back(std::move(event));
  }
  changed_.notify_all();
}

void Notices::Subscription::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
}

}  // namespace kontor::host
