#include "outbox.hpp"

#include "permit_words.hpp"
#include "reason_words.hpp"
#include "utf8.hpp"

namespace kontor::sms {
namespace {

constexpr char kMessagePrefix[] = "message/";
constexpr char kOpenPrefix[] = "open/";
constexpr char kUncertainPrefix[] = "uncertain/";

std::string message_key(const std::string& id) { return kMessagePrefix + id; }
std::string open_key(const std::string& id) { return kOpenPrefix + id; }
std::string uncertain_key(const Message& message) {
  return kUncertainPrefix + message.person + "/" + message.id;
}

}  // namespace

std::optional<Message> Outbox::find(const std::string& id) const {
  const Json stored = journal_.get(message_key(id));
  if (!stored.is_object()) return std::nullopt;
  return message_of(stored);
}

void Outbox::fetch(const std::vector<std::string>& ids) {
  std::set<std::string> keys;
  for (const std::string& id : ids) keys.insert(message_key(id));
  journal_.fetch(keys);
}

std::set<std::string> Outbox::commit() {
  std::set<std::string> gone;
  const std::string_view prefix = kMessagePrefix;
  for (const std::string& key : journal_.commit())
    if (key.starts_with(prefix)) gone.insert(key.substr(prefix.size()));
  return gone;
}

void Outbox::drop() {
  journal_.forget();
  holds_ = false;
}

void Outbox::write() {
  if (holds_) return;
  try {
    if (!commit().empty())
      throw Failure(KONTOR_FORBIDDEN, "this person was erased; nothing is kept of them again");
  } catch (const Failure&) {
    journal_.forget();  // Whoever asked hears of it.
    throw;
  }
}

void Outbox::keep(const Message& message) {
  journal_.put(message_key(message.id), to_json(message), message.person);
}

void Outbox::store(const Message& message) {
  keep(message);
  write();
}

void Outbox::begin(Message& message) {
  message.state = "waiting";
  journal_.put(open_key(message.id), message.not_before, message.person);
  store(message);
}

void Outbox::claim(Message& message) {
  message.state = "sending";
  store(message);
}

void Outbox::settle(Message& message, const std::string& state, const std::string& reason) {
  const bool was_open = message.state == "sending" || message.state == "waiting";
  const bool was_uncertain = message.state == "uncertain";
  message.state = state;
  message.reason = reason;
  tell(message);
  if (state == "uncertain") journal_.put(uncertain_key(message), message.id, message.person);
  if (is_final(message)) message.text.clear();
  keep(message);
  if (was_open) journal_.remove(open_key(message.id));
  if (was_uncertain) journal_.remove(uncertain_key(message));
  write();
}

void Outbox::reopen(Message& message) {
  journal_.put(open_key(message.id), "", message.person);
  message.state = "waiting";
  message.reason.clear();
  message.not_before.clear();
  keep(message);
  journal_.remove(uncertain_key(message));
  write();
}

void Outbox::wait(Message& message, const std::string& reason) {
  const bool is_news = message.reason != reason;
  message.state = "waiting";
  message.reason = reason;
  if (is_news) tell(message);
  store(message);
}

void Outbox::show(const Message& message) {
  tell(message);
  write();
}

void Outbox::tell(const Message& message) {
  op::EntryToAdd entry;
  entry.record = {.entity = "person", .id = message.person};
  entry.kind = "sms";
  entry.summary = beginning(message.text, kSummaryBytesMax);
  entry.body = message.text;
  if (!message.reason.empty()) entry.body += "\n\n" + reason_words(message.reason, locale_);
  const std::string permit = permit_words(message, locale_);
  if (!permit.empty()) entry.body += "\n\n" + permit;
  entry.occurred_at = message.created_at;
  entry.direction = "out";
  entry.state = message.state;
  entry.external_id = message.id;
  journal_.show(std::move(entry));
}

void Outbox::each(const std::string& prefix,
                  const std::function<void(const std::string&, const Json&)>& take) const {
  std::optional<std::string> cursor;
  do {
    const auto page = host_.storage_list({.prefix = prefix, .limit = 500, .cursor = cursor});
    for (const auto& entry : page.entries) take(entry.key.substr(prefix.size()), entry.value);
    cursor = page.next;
  } while (cursor);
}

std::vector<std::string> Outbox::due(const std::string& now) const {
  std::vector<std::string> ids;
  each(kOpenPrefix, [&](const std::string& id, const Json& value) {
    // RFC 3339 in UTC of one length: text order is time order.
    if (!value.is_string() || value.get<std::string>() <= now) ids.push_back(id);
  });
  return ids;
}

std::vector<std::string> Outbox::uncertain(const std::string& person) const {
  std::vector<std::string> ids;
  each(person.empty() ? kUncertainPrefix : kUncertainPrefix + person + "/",
       [&](const std::string&, const Json& value) {
         if (value.is_string()) ids.push_back(value.get<std::string>());
       });
  return ids;
}

std::vector<Message> Outbox::some_of(const std::string& campaign, std::int64_t most) const {
  const auto page = host_.storage_list({.prefix = message_key(campaign + "-"), .limit = most});
  std::vector<Message> messages;
  messages.reserve(page.entries.size());
  for (const auto& entry : page.entries) messages.push_back(message_of(entry.value));
  return messages;
}

std::map<std::string, std::int64_t> Outbox::states(const std::string& campaign) const {
  constexpr int kPagesMax = 20;
  std::map<std::string, std::int64_t> counts;
  std::optional<std::string> cursor;
  int pages = 0;
  do {
    const auto page =
        host_.storage_list({.prefix = message_key(campaign + "-"), .limit = 500, .cursor = cursor});
    for (const auto& entry : page.entries) ++counts[text_of(entry.value, "state")];
    cursor = page.next;
  } while (cursor && ++pages < kPagesMax);
  return counts;
}

void Outbox::recover(const std::function<void(const Message&)>& ask) {
  std::vector<std::string> ids;
  each(kOpenPrefix, [&](const std::string& id, const Json&) { ids.push_back(id); });
  std::size_t count = 0;
  for (const std::string& id : ids) {
    auto message = find(id);
    if (message && message->state == "waiting") continue;
    if (!message || message->state != "sending") {
      host_.storage_delete({.key = open_key(id)});
      continue;
    }
    ask(*message);
    settle(*message, "uncertain", "");
    ++count;
  }
  for (const std::string& id : uncertain("")) {
    // A crash in reopen() leaves the mark of a message that waits again.
    const auto message = find(id);
    if (message && message->state != "uncertain") {
      host_.storage_delete({.key = uncertain_key(*message)});
    }
  }
  if (count == 0) return;
  host_.log_warning(std::to_string(count) +
                    " messages were under way when the plugin ended; they are not sent again");
}

}  // namespace kontor::sms
