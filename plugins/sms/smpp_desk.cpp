#include "smpp_desk.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

// The way out; smpp_receipts.cpp has the way back.
namespace kontor::sms {
namespace {

constexpr std::size_t kStartedAtOnce = 200;

}  // namespace

SmppDesk::SmppDesk(Host host, SmppSettings settings, StopList& stops, Inbox& inbox, Outbox outbox,
                   Ask ask)
    : host_(std::move(host)),
      settings_(std::move(settings)),
      stops_(stops),
      inbox_(inbox),
      ask_(std::move(ask)),
      outbox_(std::move(outbox)) {
  outbox_.hold();
}

SmppDesk::~SmppDesk() {
  link_.reset();
  guarded("what has not left is not put back", [this] {
    give_back();
    outbox_.commit();
  });
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
  write_down();
  action();
}

bool SmppDesk::write_down() {
  const std::lock_guard lock(mutex_);
  try {
    take_receipts();
    outbox_.commit();
    return true;
  } catch (const Failure& failure) {
    // What was told is kept here, and goes with the next one.
    host_.log_warning(std::string("what the SMSC said is not written down: ") + failure.what());
    return false;
  }
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

bool SmppDesk::next(smpp::ShortMessage& message, std::uint64_t& tag, std::size_t room) {
  const std::lock_guard lock(mutex_);
  // Nothing leaves before what is known of it is written down.
  if (!outbox_.journal().is_empty() && !write_down()) return false;
  while (true) {
    while (ready_.empty())
      if (queue_.empty() || !start_messages(room)) return false;
    tag = ready_.front();
    ready_.pop_front();
    const auto part = parts_.find(tag);
    if (part == parts_.end()) continue;
    message = progress_.at(part->second.message).parts.at(part->second.number);
    return true;
  }
}

// False when the host cannot do what is needed now; then the messages stay first in line.
bool SmppDesk::start_messages(std::size_t room) {
  const std::size_t most = std::min({room, queue_.size(), kStartedAtOnce});
  std::vector<std::string> ids(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(most));
  try {
    std::vector<Progress> begun = prepare(ids, room);
    const auto gone = outbox_.commit();
    std::set<std::string> ended(ids.begin(), ids.end());
    for (Progress& progress : begun) {
      const std::string id = progress.message.id;
      if (gone.contains(id)) continue;
      ended.erase(id);
      forget_parts(id);  // Of a try before this one, which nobody waits for any more.
      for (std::size_t number = 0; number < progress.parts.size(); ++number) {
        parts_[++last_tag_] = {.message = id, .number = number};
        ready_.push_back(last_tag_);
      }
      progress_.insert_or_assign(id, std::move(progress));
    }
    for (const std::string& id : ended) here_.erase(id);
    for (const std::string& id : ids) released_.erase(id);
    queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(ids.size()));
    return true;
  } catch (const Failure& failure) {
    outbox_.journal().forget();
    host_.log_warning(std::string("messages wait on: ") + failure.what());
    return false;
  }
}

// Claims those that still wait and may go, and fails those that may not; not yet written down.
// `ids` is cut where the window is full: what is claimed is under way at once.
std::vector<SmppDesk::Progress> SmppDesk::prepare(std::vector<std::string>& ids, std::size_t room) {
  outbox_.fetch(ids);
  std::vector<Message> waiting;
  std::int64_t parts = 0;
  std::size_t looked_at = 0;
  for (; looked_at < ids.size() && parts < static_cast<std::int64_t>(room); ++looked_at) {
    auto message = outbox_.find(ids[looked_at]);
    if (!message || message->state != "waiting") continue;
    parts += message->parts;
    waiting.push_back(std::move(*message));
  }
  ids.resize(looked_at);
  const auto releases = addresses_for(waiting);
  std::vector<Progress> begun;
  for (Message& message : waiting) {
    const Release& release = releases.at(message.id);
    if (!release.refusal.empty()) {
      outbox_.settle(message, "failed", release.refusal);
      continue;
    }
    Progress progress;
    progress.parts = smpp::messages_of(message.text, smpp::address_of(settings_.from),
                                       smpp::address_of(release.address), reference_of(message.id),
                                       settings_.linking);
    message.submits = static_cast<std::int64_t>(progress.parts.size());
    outbox_.claim(message);
    progress.message = std::move(message);
    begun.push_back(std::move(progress));
  }
  return begun;
}

std::optional<Message> SmppDesk::find(const std::string& id) const {
  const auto here = progress_.find(id);
  if (here != progress_.end() && here->second.message.state == "sending" &&
      here->second.uncertain == 0)
    return here->second.message;
  return outbox_.find(id);
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
    if (!key.empty()) outbox_.journal().put("smsc/" + key, part.message, progress.message.person);
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
      progress_.at(part.message).message = *message;
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
  Progress& progress = progress_.at(id);
  if (progress.accepted + progress.refused + progress.uncertain < progress.parts.size()) return;
  auto message = find(id);
  const std::string state = progress.refused > 0     ? "failed"
                            : progress.uncertain > 0 ? "uncertain"
                            : message && std::ssize(message->delivered) >= message->submits
                                ? "delivered"
                                : "queued";
  const std::string reason = state == "queued" || state == "delivered" ? "" : progress.reason;
  if (message && may_follow(message->state, state)) {
    if (state == "uncertain") ask_(*message);
    outbox_.settle(*message, state, reason);
    progress.message = std::move(*message);
  }
  here_.erase(id);
  if (progress.uncertain == 0) progress_.erase(id);  // Else a late answer may come.
}

}  // namespace kontor::sms
