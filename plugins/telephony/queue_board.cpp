#include "queue_board.hpp"

#include <algorithm>
#include <charconv>

#include "house.hpp"

namespace kontor::telephony {
namespace {

std::int64_t count_in(const AmiMessage& event, const char* name) {
  const std::string& text = event.get(name);
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return std::max<std::int64_t>(0, value);
}

// AST_DEVICE_*: 1 not in use, 2 in use, 3 busy, 6 ringing, 7 ringing in use, 8 on hold.
enum class Standing { free, busy, away };
Standing standing_of(int status) {
  if (status == 1) return Standing::free;
  return status == 2 || status == 3 || (status >= 6 && status <= 8) ? Standing::busy
                                                                    : Standing::away;
}

bool is_member(const AmiMessage& event) {
  return event.is_event("QueueMember") || event.is_event("QueueMemberStatus") ||
         event.is_event("QueueMemberAdded") || event.is_event("QueueMemberPause") ||
         event.is_event("QueueMemberRemoved");
}

}  // namespace

QueueBoard::Queue* QueueBoard::queue_of(const AmiMessage& event) {
  const std::string& name = event.get("Queue");
  if (name.empty()) return nullptr;
  const auto found = queues_.find(name);
  if (found != queues_.end()) return &found->second;
  if (queues_.size() >= kQueuesMax) return nullptr;
  return &queues_[name];
}

void QueueBoard::take_member(const AmiMessage& event, Queue& queue) {
  // QueueStatus calls it Location.
  const std::string& interface =
      event.has("Interface") ? event.get("Interface") : event.get("Location");
  if (interface.empty()) return;
  if (event.is_event("QueueMemberRemoved")) {
    members_ -= queue.members.erase(interface);
    return;
  }
  if (!queue.members.contains(interface)) {
    if (members_ >= kMembersMax) return;
    ++members_;
  }
  queue.members[interface] = {.status = static_cast<int>(count_in(event, "Status")),
                              .is_paused = event.get("Paused") == "1"};
}

void QueueBoard::take_caller(const AmiMessage& event, std::int64_t at_ms) {
  const std::string& id = event.get("Uniqueid");
  if (id.empty() || gone_.contains(id) ||
      (waiting_.size() >= kWaitingMax && !waiting_.contains(id)))
    return;
  waiting_[id] = {.queue = event.get("Queue"),
                  .number = number_or_nothing(event.get("CallerIDNum")),
                  .since_ms = at_ms - 1000 * count_in(event, "Wait")};
}

void QueueBoard::drop_caller(const std::string& id) {
  waiting_.erase(id);
  if (syncing_ && gone_.size() < kWaitingMax) gone_.insert(id);
}

void QueueBoard::take(const AmiMessage& event, std::int64_t at_ms) {
  if (event.is_event("Hangup")) return drop_caller(event.get("Uniqueid"));
  if (event.is_event("QueueStatusComplete")) {
    syncing_ = false;
    gone_.clear();
    return;
  }
  Queue* queue = queue_of(event);
  if (queue == nullptr) return;
  if (event.is_event("QueueParams")) {
    queue->answered = count_in(event, "Completed");
    queue->abandoned = count_in(event, "Abandoned");
  } else if (is_member(event)) {
    take_member(event, *queue);
  } else if (event.is_event("QueueEntry") || event.is_event("QueueCallerJoin")) {
    take_caller(event, at_ms);
  } else if (event.is_event("QueueCallerLeave")) {
    drop_caller(event.get("Uniqueid"));
  } else if (event.is_event("QueueCallerAbandon")) {
    ++queue->abandoned;
    drop_caller(event.get("Uniqueid"));
  } else if (event.is_event("AgentComplete")) {
    ++queue->answered;
  }
}

void QueueBoard::begin_sync() {
  queues_.clear();
  waiting_.clear();
  members_ = 0;
  syncing_ = true;
  gone_.clear();
}

std::vector<QueueView> QueueBoard::view() const {
  std::vector<QueueView> views;
  views.reserve(queues_.size());
  for (const auto& [name, queue] : queues_) {
    QueueView one{.name = name, .answered = queue.answered, .abandoned = queue.abandoned};
    for (const auto& [interface, member] : queue.members) {
      const Standing standing = standing_of(member.status);
      if (standing == Standing::away) {
        ++one.away;
      } else if (member.is_paused) {
        ++one.paused;
      } else {
        ++(standing == Standing::free ? one.free : one.busy);
      }
    }
    for (const auto& [id, caller] : waiting_) {
      if (caller.queue == name) one.waiting.push_back(caller);
    }
    std::sort(one.waiting.begin(), one.waiting.end(),
              [](const Waiting& a, const Waiting& b) { return a.since_ms < b.since_ms; });
    views.push_back(std::move(one));
  }
  return views;
}

}  // namespace kontor::telephony
