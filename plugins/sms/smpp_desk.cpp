#include "smpp_desk.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

// The way out; smpp_receipts.cpp has the way back.
namespace kontor::sms {
namespace {

// A permit younger than this is used without asking again.
constexpr smpp::TimeMs kPermitFreshMs = 60'000;

}  // namespace

SmppDesk::SmppDesk(Host host, SmppSettings settings, StopList& stops, Inbox& inbox, Outbox outbox,
                   Ask ask)
    : host_(std::move(host)),
      settings_(std::move(settings)),
      stops_(stops),
      inbox_(inbox),
      ask_(std::move(ask)),
      outbox_(std::move(outbox)) {}

SmppDesk::~SmppDesk() {
  link_.reset();
  guarded("what has not left is not put back", [this] { give_back(); });
}

void SmppDesk::begin() { link_ = std::make_unique<smpp::Link>(host_, settings_.link, *this); }

void SmppDesk::enqueue(const std::string& id, const std::string& address) {
  {
    const std::lock_guard lock(mutex_);
    if (!here_.insert(id).second) return;
    queue_.push_back(id);
    if (!address.empty()) released_[id] = {address, smpp::now_ms()};
  }
  if (link_) link_->wake();
}

std::size_t SmppDesk::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

void SmppDesk::exclusively(const std::function<void()>& action) {
  const std::lock_guard lock(mutex_);
  action();
}

void SmppDesk::guarded(const char* what, const std::function<void()>& action) {
  const std::lock_guard lock(mutex_);
  try {
    action();
  } catch (const Failure& failure) {
    // Storage says "sending" still, so a restart asks a person.
    host_.log_warning(std::string(what) + ": " + failure.what());
  }
}

bool SmppDesk::next(smpp::ShortMessage& message, std::uint64_t& tag) {
  const std::lock_guard lock(mutex_);
  while (true) {
    while (ready_.empty()) {
      if (queue_.empty()) return false;
      const std::string id = queue_.front();
      if (!start_message(id)) return false;
      queue_.pop_front();
    }
    tag = ready_.front();
    ready_.pop_front();
    const auto part = parts_.find(tag);
    if (part == parts_.end()) continue;
    message = progress_.at(part->second.message).parts.at(part->second.number);
    return true;
  }
}

// False when the host cannot do what is needed now; then the message stays first in line.
bool SmppDesk::start_message(const std::string& id) {
  bool may_go_on = true;
  try {
    auto message = outbox_.find(id);
    if (!message || message->state != "waiting") {
      here_.erase(id);
      return true;
    }
    std::string address;
    try {
      address = address_for(*message);
    } catch (const Failure& refusal) {
      may_go_on = refusal.status() == KONTOR_FORBIDDEN || refusal.status() == KONTOR_NOT_FOUND;
      if (!may_go_on) throw;
      outbox_.settle(*message, "failed", refusal.what());
      here_.erase(id);
      return true;
    }
    Progress progress;
    progress.parts =
        smpp::messages_of(message->text, smpp::address_of(settings_.from),
                          smpp::address_of(address), reference_of(id), settings_.linking);
    message->submits = static_cast<std::int64_t>(progress.parts.size());
    outbox_.claim(*message);
    forget_parts(id);  // Of a try before this one, which nobody waits for any more.
    for (std::size_t number = 0; number < progress.parts.size(); ++number) {
      parts_[++last_tag_] = {.message = id, .number = number};
      ready_.push_back(last_tag_);
    }
    progress_[id] = std::move(progress);
    return true;
  } catch (const Failure& failure) {
    host_.log_warning(std::string("a message waits on: ") + failure.what());
    return false;
  }
}

std::string SmppDesk::address_for(Message& message) {
  std::string address;
  const auto released = released_.find(message.id);
  if (released != released_.end() && smpp::now_ms() - released->second.at_ms < kPermitFreshMs) {
    address = released->second.address;
  } else {
    const auto permit = host_.message_permit(
        {.person = message.person, .channel = "sms", .purpose = message.purpose});
    allow(message, permit);
    address = permit.address;
  }
  released_.erase(message.id);
  if (stops_.has(address)) throw Failure(KONTOR_FORBIDDEN, "the number has opted out");
  return address;
}

void SmppDesk::accepted(std::uint64_t tag, const std::string& id) {
  guarded("an accepted message is not written down", [&] {
    const auto found = parts_.find(tag);
    if (found == parts_.end()) return;
    const Part part = found->second;
    parts_.erase(found);
    Progress& progress = progress_.at(part.message);
    if (part.is_uncertain) --progress.uncertain;
    ++progress.accepted;
    const std::string key = smpp::plain_id(id);
    if (!key.empty()) {
      const auto message = outbox_.find(part.message);
      host_.storage_put({.key = "smsc/" + key,
                         .value = part.message,
                         .person = message ? std::optional(message->person) : std::nullopt});
    }
    finish(part.message);
    const auto early = early_.find(key);
    if (early == early_.end()) return;
    const News news = early->second;
    early_.erase(early);
    apply(part.message, news);
  });
}

void SmppDesk::refused(std::uint64_t tag, std::uint32_t status) {
  guarded("a refused message is not written down", [&] {
    const auto found = parts_.find(tag);
    if (found == parts_.end()) return;
    if (status == smpp::kThrottled || status == smpp::kQueueFull) {
      try_again(tag);
      return;
    }
    const Part part = found->second;
    parts_.erase(found);
    Progress& progress = progress_.at(part.message);
    if (part.is_uncertain) --progress.uncertain;
    ++progress.refused;
    progress.reason = smpp::status_name(status);
    finish(part.message);
  });
}

void SmppDesk::uncertain(std::uint64_t tag, const std::string& why) {
  guarded("an uncertain message is not written down", [&] {
    const auto found = parts_.find(tag);
    if (found == parts_.end()) return;
    found->second.is_uncertain = true;
    Progress& progress = progress_.at(found->second.message);
    ++progress.uncertain;
    progress.reason = why;
    finish(found->second.message);
  });
}

void SmppDesk::unsent(std::uint64_t tag) {
  const std::lock_guard lock(mutex_);
  if (parts_.contains(tag)) ready_.push_front(tag);
}

// The SMSC did not take a part, so that another try doubles nothing; unless it came so late that
// a person was asked, and has decided.
void SmppDesk::try_again(std::uint64_t tag) {
  Part& part = parts_.at(tag);
  if (part.is_uncertain) {
    auto message = outbox_.find(part.message);
    if (message && message->state == "uncertain") {
      outbox_.reopen(*message);
      outbox_.claim(*message);
      here_.insert(part.message);
    } else if (!message || message->state != "sending") {
      parts_.erase(tag);
      return;
    }
    --progress_.at(part.message).uncertain;
    part.is_uncertain = false;
  }
  ready_.push_back(tag);
}

void SmppDesk::forget_parts(const std::string& id) {
  std::erase_if(parts_, [&](const auto& entry) { return entry.second.message == id; });
}

// Messages of which no part has left.
void SmppDesk::give_back() {
  std::map<std::string, std::size_t> unsent;
  for (const std::uint64_t tag : ready_) {
    const auto part = parts_.find(tag);
    if (part != parts_.end()) ++unsent[part->second.message];
  }
  for (const auto& [id, count] : unsent) {
    if (count < progress_.at(id).parts.size()) continue;
    auto message = outbox_.find(id);
    if (message && message->state == "sending") outbox_.reopen(*message);
  }
}

// Settles a message once each of its parts has ended.
void SmppDesk::finish(const std::string& id) {
  const Progress& progress = progress_.at(id);
  if (progress.accepted + progress.refused + progress.uncertain < progress.parts.size()) return;
  auto message = outbox_.find(id);
  const std::string state = progress.refused > 0     ? "failed"
                            : progress.uncertain > 0 ? "uncertain"
                            : message && std::ssize(message->delivered) >= message->submits
                                ? "delivered"
                                : "queued";
  const std::string reason = state == "queued" || state == "delivered" ? "" : progress.reason;
  if (message && may_follow(message->state, state)) {
    if (state == "uncertain") ask_(*message);
    outbox_.settle(*message, state, reason);
  }
  here_.erase(id);
  if (progress.uncertain == 0) progress_.erase(id);  // Else a late answer may come.
}

}  // namespace kontor::sms
