#include "base/http/connections.hpp"

#include <algorithm>

#include "base/core/log.hpp"

namespace kontor::http {

namespace {

// How often deadlines are looked at: often enough for the shortest.
int tick_of(const ServerOptions& options) {
  return std::clamp(std::min(options.idle_timeout_ms, options.request_timeout_ms) / 10, 5, 500);
}

}  // namespace

Connections::Connections(const ServerContext& context, std::size_t connections_max)
    : context_(context),
      connections_max_(connections_max),
      tick_ms_(tick_of(context.options)),
      next_tick_(deadline_in(tick_ms_)),
      thread_([this] { loop_.run([this] { return after_round(); }); }) {}

Connections::~Connections() {
  if (thread_.joinable()) stop();
}

void Connections::serve(int listening, EventLoop::Watcher& watcher) {
  loop_.post([this, listening, &watcher] {
    listener_ = &watcher;
    if (!loop_.add(listening, watcher)) log::error("listening socket not watched");
  });
}

void Connections::take(const Poco::Net::StreamSocket& socket, std::string peer) {
  loop_.post([this, socket, peer = std::move(peer)] { enter(socket, peer); });
}

void Connections::enter(const Poco::Net::StreamSocket& socket, const std::string& peer) {
  if (context_.stopping || (table_.size() >= connections_max_ && !make_room())) return;
  const auto connection = std::make_shared<Connection>(socket, peer, context_, *this);
  table_.emplace(connection.get(), connection);
  {
    const std::lock_guard lock(mutex_);
    count_ = table_.size();
  }
  if (!loop_.add(connection->descriptor(), *connection)) {
    log::error("connection not watched");
    forget(*connection);
  }
}

bool Connections::make_room() {
  Connection* oldest = nullptr;
  for (const auto& [key, connection] : table_) {
    if (!connection->is_idle()) continue;
    if (oldest == nullptr || connection->deadline() < oldest->deadline()) oldest = key;
  }
  if (oldest == nullptr) {
    log::warning("too many connections, and none is idle");
    return false;
  }
  oldest->end_if_idle();
  return true;
}

void Connections::forget(Connection& connection) {
  loop_.remove(connection.descriptor());
  const auto found = table_.find(&connection);
  if (found == table_.end()) return;
  gone_.push_back(std::move(found->second));
  table_.erase(found);
}

// Ends what is due, and finds out when the next one is. What begins to wait meanwhile is due
// later than a whole tick.
void Connections::tick(Deadline now) {
  for (const auto& connection : all()) connection->on_tick(now);
  if (listener_ != nullptr) listener_->on_event(/*hung_up=*/false);
  next_tick_ = now + std::chrono::milliseconds(tick_ms_);
  for (const auto& [key, connection] : table_) {
    if (connection->is_idle()) next_tick_ = std::min(next_tick_, connection->deadline());
  }
}

int Connections::after_round() {
  const auto now = std::chrono::steady_clock::now();
  if (now >= next_tick_) tick(now);
  if (!gone_.empty()) {
    gone_.clear();
    const std::lock_guard lock(mutex_);
    count_ = table_.size();
    if (count_ == 0) emptied_.notify_all();
  }
  if (ending_ && table_.empty()) loop_.stop();
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(next_tick_ - now);
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, tick_ms_));
}

// Of its own, since what is done with them changes the table.
std::vector<std::shared_ptr<Connection>> Connections::all() const {
  std::vector<std::shared_ptr<Connection>> connections;
  connections.reserve(table_.size());
  for (const auto& [key, connection] : table_) connections.push_back(connection);
  return connections;
}

void Connections::begin_stop() {
  loop_.post([this] {
    for (const auto& connection : all()) connection->end_if_idle();
  });
}

bool Connections::wait_until_empty(Deadline deadline) {
  std::unique_lock lock(mutex_);
  return emptied_.wait_until(lock, deadline, [this] { return count_ == 0; });
}

void Connections::stop() {
  loop_.post([this] {
    ending_ = true;
    for (const auto& connection : all()) connection->cut();
  });
  thread_.join();
}

}  // namespace kontor::http
