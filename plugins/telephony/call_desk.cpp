#include "call_desk.hpp"

#include <kontor/failure.hpp>

namespace kontor::telephony {
namespace {

using Kind = CallChange::Kind;

std::string storage_key(const std::string& call_id) { return "call/" + call_id.substr(0, 200); }

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

std::vector<Call> CallDesk::stored() const {
  std::vector<Call> calls;
  std::optional<std::string> cursor;
  do {
    const auto page = host_.storage_list({.prefix = "call/", .limit = 500, .cursor = cursor});
    for (const auto& entry : page.entries) calls.push_back(call_of(entry.value));
    cursor = page.next;
  } while (cursor);
  return calls;
}

void CallDesk::take(std::vector<CallChange> changes) {
  {
    const std::lock_guard lock(mutex_);
    for (CallChange& change : changes) {
      if (is_shown(change.kind)) to_show_.push_back(change);
      if (is_kept(change.kind)) to_keep_.push_back(std::move(change));
    }
  }
  more_.notify_one();
}

void CallDesk::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    more_.wait(lock, [this] { return stopping_ || !to_show_.empty() || !to_keep_.empty(); });
    const bool shows = !to_show_.empty();
    std::deque<CallChange>& line = shows ? to_show_ : to_keep_;
    if (line.empty()) return;
    const CallChange change = std::move(line.front());
    line.pop_front();
    lock.unlock();
    try {
      shows ? show(change) : keep(change);
    } catch (const std::exception& failure) {
      host_.log_warning(std::string("a call is not shown in full: ") + failure.what());
    }
    lock.lock();
  }
}

void CallDesk::expect(const Call& call) {
  const auto person = call.person.empty() ? std::nullopt : std::optional(call.person);
  host_.storage_put({.key = storage_key(call.id), .value = to_json(call), .subject = person});
}

void CallDesk::forget(const std::string& call_id) {
  host_.storage_delete({.key = storage_key(call_id)});
}

Party CallDesk::party_of(const Call& call) {
  const auto found = parties_.find(call.id);
  if (found != parties_.end()) return found->second;
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
  store(change.call, party);
  if (change.kind == Kind::ringing || change.kind == Kind::answered) write_timeline(change, party);
}

}  // namespace kontor::telephony
