#include "outbox.hpp"

#include <vector>

namespace kontor::sms {
namespace {

std::string message_key(const std::string& id) { return "message/" + id; }
std::string open_key(const std::string& id) { return "open/" + id; }

// The beginning of the text, cut between characters.
std::string summary_of(const std::string& text) {
  constexpr std::size_t kBytesMax = 120;
  if (text.size() <= kBytesMax) return text;
  std::size_t end = kBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

}  // namespace

std::optional<Message> Outbox::find(const std::string& id) const {
  const auto stored = host_.storage_get({.key = message_key(id)});
  if (!stored.value.is_object()) return std::nullopt;
  return message_of(stored.value);
}

void Outbox::store(const Message& message) {
  host_.storage_put(
      {.key = message_key(message.id), .value = to_json(message), .subject = message.person});
}

bool Outbox::begin(Message& message) {
  if (find(message.id)) return false;
  message.state = "sending";
  store(message);
  host_.storage_put({.key = open_key(message.id), .value = true, .subject = message.person});
  return true;
}

void Outbox::settle(Message& message, const std::string& state, const std::string& reason) {
  const bool was_open = message.state == "sending";
  message.state = state;
  message.reason = reason;
  show(message);
  if (is_final(message)) message.text.clear();
  store(message);
  if (was_open) host_.storage_delete({.key = open_key(message.id)});
}

void Outbox::show(const Message& message) {
  op::TimelineAddRequest entry;
  entry.subject = {.entity = "person", .id = message.person};
  entry.kind = "sms";
  entry.summary = summary_of(message.text);
  entry.body = message.text;
  if (!message.reason.empty()) entry.body += "\n\n" + message.reason;
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

void Outbox::recover() {
  std::vector<std::string> ids;
  std::optional<std::string> cursor;
  do {
    const auto page = host_.storage_list({.prefix = "open/", .limit = 500, .cursor = cursor});
    for (const auto& entry : page.entries) ids.push_back(entry.key.substr(5));
    cursor = page.next;
  } while (cursor);
  for (const std::string& id : ids) {
    auto message = find(id);
    if (message && message->state == "sending") {
      settle(*message, "unknown", "");
    } else {
      host_.storage_delete({.key = open_key(id)});
    }
  }
  if (!ids.empty()) {
    host_.log_warning(std::to_string(ids.size()) +
                      " messages were under way when the plugin ended; they are not sent again");
  }
}

}  // namespace kontor::sms
