#include "outbox.hpp"

#include "permit_words.hpp"
#include "utf8.hpp"

namespace kontor::sms {
namespace {

constexpr char kOpenPrefix[] = "open/";
constexpr char kUncertainPrefix[] = "uncertain/";

std::string message_key(const std::string& id) { return "message/" + id; }
std::string open_key(const std::string& id) { return kOpenPrefix + id; }
std::string uncertain_key(const Message& message) {
  return kUncertainPrefix + message.person + "/" + message.id;
}

}  // namespace

std::optional<Message> Outbox::find(const std::string& id) const {
  const auto stored = host_.storage_get({.key = message_key(id)});
  if (!stored.value.is_object()) return std::nullopt;
  return message_of(stored.value);
}

void Outbox::store(const Message& message) {
  host_.storage_put(
      {.key = message_key(message.id), .value = to_json(message), .person = message.person});
}

// The mark first: a crash between the two leaves a mark without a message, which recover()
// takes away, and never a message nobody looks for.
void Outbox::begin(Message& message) {
  message.state = "waiting";
  host_.storage_put(
      {.key = open_key(message.id), .value = message.not_before, .person = message.person});
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
  show(message);
  if (state == "uncertain") {
    host_.storage_put(
        {.key = uncertain_key(message), .value = message.id, .person = message.person});
  }
  if (is_final(message)) message.text.clear();
  store(message);
  if (was_open) host_.storage_delete({.key = open_key(message.id)});
  if (was_uncertain) host_.storage_delete({.key = uncertain_key(message)});
}

void Outbox::reopen(Message& message) {
  host_.storage_put({.key = open_key(message.id), .value = "", .person = message.person});
  message.state = "waiting";
  message.reason.clear();
  message.not_before.clear();
  store(message);
  host_.storage_delete({.key = uncertain_key(message)});
}

void Outbox::wait(Message& message, const std::string& reason) {
  const bool is_news = message.reason != reason;
  message.state = "waiting";
  message.reason = reason;
  if (is_news) show(message);
  store(message);
}

void Outbox::show(const Message& message) {
  op::TimelineAddRequest entry;
  entry.record = {.entity = "person", .id = message.person};
  entry.kind = "sms";
  entry.summary = beginning(message.text, kSummaryBytesMax);
  entry.body = message.text;
  if (!message.reason.empty()) entry.body += "\n\n" + message.reason;
  const std::string permit = permit_words(message, locale_);
  if (!permit.empty()) entry.body += "\n\n" + permit;
  entry.occurred_at = message.created_at;
  entry.direction = "out";
  entry.state = message.state;
  entry.external_id = message.id;
  try {
    host_.timeline_add(entry);
  } catch (const Failure& failure) {
    host_.log_warning(std::string("a message is not on its timeline: ") + failure.what());
  }
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
