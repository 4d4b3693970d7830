#include "call_desk.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <kontor/failure.hpp>

namespace kontor::telephony {
namespace {

using Kind = CallChange::Kind;

constexpr std::chrono::seconds kRetryAfter{15};
constexpr std::chrono::seconds kRest{1};
constexpr std::size_t kUnwrittenMax = 10000;
constexpr std::size_t kEndsWaitingMax = 20000;
constexpr std::size_t kPartiesMax = 20000;
constexpr std::size_t kCardsWaitingMax = 1000;
constexpr std::size_t kBooksWaitingMax = 5000;

bool is_shown(Kind kind) { return kind != Kind::queued; }
bool is_kept(Kind kind) { return kind != Kind::arrived && kind != Kind::queued; }

}  // namespace

CallDesk::CallDesk(Host host, PhoneBook book, Settings settings, std::string locale,
                   OnArrival on_arrival)
    : host_(std::move(host)),
      book_(std::move(book)),
      settings_(std::move(settings)),
      locale_(std::move(locale)),
      on_arrival_(std::move(on_arrival)) {
  thread_ = std::thread([this] { run(); });
}

CallDesk::~CallDesk() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  more_.notify_all();
  thread_.join();
}

std::vector<Call> CallDesk::recover() {
  std::vector<Call> calls;
  std::vector<CallChange> ends;
  std::optional<std::string> cursor;
  do {
    const auto page = host_.storage_list({.prefix = "call/", .limit = 500, .cursor = cursor});
    for (const auto& entry : page.entries) {
      Call call = call_of(entry.value);
      if (call.ended_ms == 0) {
        calls.push_back(std::move(call));
      } else {
        const std::int64_t ended_ms = call.ended_ms;
        ends.push_back({Kind::ended, std::move(call), ended_ms});
      }
    }
    cursor = page.next;
  } while (cursor);
  const std::lock_guard lock(mutex_);
  enqueue(std::move(ends));
  return calls;
}

void CallDesk::take(std::vector<CallChange> changes) {
  std::unique_lock lock(mutex_);
  enqueue(std::move(changes));
  room_.wait(lock, [this] { return to_keep_.size() < kEndsWaitingMax; });
}

void CallDesk::enqueue(std::vector<CallChange> changes) {
  for (CallChange& change : changes) {
    if (is_shown(change.kind)) {
      // Who calls faster than cards open: the oldest card is too late anyway.
      if (to_show_.size() >= kCardsWaitingMax) to_show_.pop_front();
      to_show_.push_back(change);
    }
    // Its end says all of a call, so with a long backlog only ends are kept.
    const bool is_end = change.kind == Kind::ended;
    if (is_kept(change.kind) && (is_end || to_keep_.size() < kBooksWaitingMax)) {
      to_keep_.push_back(std::move(change));
    }
  }
  more_.notify_one();
}

void CallDesk::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    const auto now = Clock::now();
    if (!unwritten_.empty() && now >= retry_at_) {
      std::move(unwritten_.begin(), unwritten_.end(), std::back_inserter(to_keep_));
      unwritten_.clear();
    }
    const bool shows = !to_show_.empty();
    const bool rests = !stopping_ && now < books_rest_until_;
    if (!shows && (rests || to_keep_.empty())) {
      if (stopping_) return;
      const auto retry_at = unwritten_.empty() ? now + kRetryAfter : retry_at_;
      more_.wait_until(lock, rests ? std::min(books_rest_until_, retry_at) : retry_at);
      continue;
    }
    std::deque<CallChange>& line = shows ? to_show_ : to_keep_;
    const CallChange change = std::move(line.front());
    line.pop_front();
    if (to_keep_.size() < kEndsWaitingMax) room_.notify_all();
    lock.unlock();
    take_up(change, shows);
    lock.lock();
  }
}

void CallDesk::take_up(const CallChange& change, bool shows) {
  try {
    shows ? show(change) : keep(change);
    if (shows) return;
    const std::lock_guard lock(mutex_);
    has_rested_ = false;
  } catch (const std::exception& failure) {
    host_.log_warning(std::string("a call is not shown in full: ") + failure.what());
    if (!shows && change.kind == Kind::ended) try_again_later(change, failure);
  }
}

void CallDesk::try_again_later(const CallChange& change, const std::exception& failure) {
  const std::lock_guard lock(mutex_);
  if (unwritten_.empty()) retry_at_ = Clock::now() + kRetryAfter;
  if (unwritten_.size() >= kUnwrittenMax) unwritten_.pop_front();
  unwritten_.push_back(change);
  // The host takes so much a second, and the others would fare no better. Once: where it is full
  // for good, nobody waits.
  const auto* refusal = dynamic_cast<const Failure*>(&failure);
  const bool is_too_much = refusal != nullptr && refusal->status() == KONTOR_EXHAUSTED;
  if (is_too_much && !has_rested_) books_rest_until_ = Clock::now() + kRest;
  has_rested_ = true;
}

void CallDesk::expect(const Call& call) {
  const auto person = call.person.empty() ? std::nullopt : std::optional(call.person);
  host_.storage_put({.key = storage_key(call.id), .value = to_json(call), .person = person});
}

void CallDesk::forget(const std::string& call_id) {
  host_.storage_delete({.key = storage_key(call_id)});
}

Party CallDesk::party_of(const Call& call) {
  const auto found = parties_.find(call.id);
  if (found != parties_.end()) return found->second;
  if (parties_.size() >= kPartiesMax) parties_.clear();  // Of calls whose end nobody heard.
  Party party = book_.look_up(call.number);
  party.chosen = call.person;
  return parties_.emplace(call.id, std::move(party)).first->second;
}

std::string CallDesk::responsible(const std::string& number) {
  return settings_.extension_of(book_.look_up(number).owner());
}

void CallDesk::show(const CallChange& change) {
  const Party party = party_of(change.call);
  if (change.kind != Kind::arrived) return pop(change, party);
  const std::string extension = settings_.extension_of(party.owner());
  if (!extension.empty()) on_arrival_(change.call, extension);
}

void CallDesk::keep(const CallChange& change) {
  const Party party = party_of(change.call);
  if (change.kind == Kind::ended) {
    end(change, party);
    parties_.erase(change.call.id);
    return;
  }
  store(change, party);
  if (change.kind == Kind::ringing || change.kind == Kind::answered) write_timeline(change, party);
}

}  // namespace kontor::telephony
