#include "inbox.hpp"

#include <algorithm>
#include <chrono>
#include <kontor/random.hpp>
#include <kontor/time.hpp>
#include <map>

#include "sentences.hpp"
#include "utf8.hpp"

namespace kontor::sms {
namespace {

constexpr std::int64_t kNamesakesMax = 10;  // People who share a number.
constexpr std::uint32_t kInPartsMax = 20;
constexpr std::int64_t kStrangersMax = 100;  // Looked at in one go.
constexpr std::int64_t kPageMax = 500;
constexpr char kStranger[] = "stranger/";
constexpr char kPart[] = "part/";
constexpr char kFirstAt[] = "at";  // When the first part of a message came.
constexpr std::chrono::hours kPartsWait{24};

void remove(const std::string& key, op::StoragePutManyRequest& request) {
  request.entries.push_back({.key = key, .value = std::nullopt, .person = std::nullopt});
}

// No field of a record takes them, and some telephones end a text with one.
std::string without_nuls(std::string text) {
  std::erase(text, '\0');
  return text;
}

}  // namespace

void Inbox::configure(const Json& settings, const std::string& locale) {
  more_words_ = text_of(settings, "stop_words");
  locale_ = locale;
}

void Inbox::take(const Part& part) {
  if (part.total <= 1 || part.total > kInPartsMax) {
    take_whole(part.from, part.text, part.id.empty() ? random_hex() : cut(part.id, 64));
    return;
  }
  const std::string key = kPart + stops_.name_of(part.from) + "/" + std::to_string(part.reference);
  Json parts = host_.storage_get({.key = key}).value;
  if (!parts.is_object()) parts = Json::object();
  if (!parts.contains(kFirstAt)) parts[kFirstAt] = rfc3339(now());
  parts[std::to_string(part.number)] = part.text;
  if (parts.size() - 1 < part.total) {
    host_.storage_put({.key = key, .value = parts});
    return;
  }
  std::string text;
  for (std::uint32_t number = 1; number <= part.total; ++number) {
    text += text_of(parts, std::to_string(number).c_str());
  }
  take_whole(part.from, text, random_hex());
  host_.storage_delete({.key = key});
}

void Inbox::take_whole(const std::string& from, const std::string& raw, const std::string& id) {
  const std::string text = without_nuls(raw);
  const Stranger message{.id = "in-" + id, .from = from, .text = text, .at = rfc3339(now())};
  const Wish wish = wish_of(text, more_words_);
  if (wish == Wish::stop) stops_.add(from, cut(text, 40), message.at);
  if (wish == Wish::start) stops_.remove(from);
  const auto people = people_of(from);
  for (const op::Record& person : people) {
    file(person, message, wish == Wish::stop);
    const std::string owner = text_of(person.fields, "owner");
    if (!owner.empty()) {
      host_.user_notify({.user = owner, .text = kReceived.in(locale_, {cut(text, 300)})});
    }
  }
  if (!people.empty()) return;
  // Nobody has the number: on the add-on's page until somebody has, or looks.
  host_.storage_put({.key = kStranger + message.at + "-" + message.id,
                     .value = {{"from", from}, {"text", cut(text, 2000)}, {"at", message.at}}});
}

std::vector<op::Record> Inbox::people_of(const std::string& number) const {
  return host_
      .record_list({.entity = "person",
                    .filter = {{.field = "phone", .op = "eq", .value = number}},
                    .limit = kNamesakesMax,
                    .purpose = "support"})
      .records;
}

void Inbox::file(const op::Record& person, const Stranger& message, bool stopped) {
  op::TimelineAddRequest entry;
  entry.record = {.entity = "person", .id = person.id};
  entry.kind = "sms";
  entry.summary = beginning(message.text, kSummaryBytesMax);
  entry.body = message.text;
  entry.occurred_at = message.at;
  entry.direction = "in";
  entry.state = stopped ? "stopped" : "received";
  entry.external_id = message.id;
  host_.timeline_add(entry);
  if (stopped) withdraw(person.id);
}

std::vector<Inbox::Stranger> Inbox::strangers() const {
  return strangers_of(host_.storage_list({.prefix = kStranger, .limit = kStrangersMax}).entries);
}

std::vector<Inbox::Stranger> Inbox::strangers_of(const Entries& entries) {
  std::vector<Stranger> found;
  found.reserve(entries.size());
  for (const auto& entry : entries) {
    found.push_back({.id = entry.key.substr(std::string_view(kStranger).size()),
                     .from = text_of(entry.value, "from"),
                     .text = text_of(entry.value, "text"),
                     .at = text_of(entry.value, "at")});
  }
  return found;
}

void Inbox::tidy() {
  adopt();
  remove_too_many_strangers();
  remove_old_parts();
}

void Inbox::remove_too_many_strangers() {
  std::vector<std::string> keys;  // The oldest first: a key begins with the time.
  std::optional<std::string> cursor;
  do {
    const auto page =
        host_.storage_list({.prefix = kStranger, .limit = kPageMax, .cursor = cursor});
    for (const auto& entry : page.entries) keys.push_back(entry.key);
    cursor = page.next;
  } while (cursor);
  if (keys.size() <= kStrangersKept) return;
  keys.resize(keys.size() - kStrangersKept);
  for (std::size_t at = 0; at < keys.size(); at += kPageMax) {
    op::StoragePutManyRequest request;
    for (std::size_t i = at; i < std::min<std::size_t>(keys.size(), at + kPageMax); ++i)
      remove(keys[i], request);
    host_.storage_put_many(request);
  }
  host_.log_warning("more came from numbers that nobody has than is kept: the oldest were removed");
}

void Inbox::remove_old_parts() {
  const std::string begun = rfc3339(now() - kPartsWait);
  std::optional<std::string> cursor;
  do {
    const auto page = host_.storage_list({.prefix = kPart, .limit = kPageMax, .cursor = cursor});
    op::StoragePutManyRequest request;
    for (const auto& entry : page.entries)
      if (text_of(entry.value, kFirstAt) < begun) remove(entry.key, request);
    if (!request.entries.empty()) host_.storage_put_many(request);
    cursor = page.next;
  } while (cursor);
}

void Inbox::adopt() {
  std::map<std::string, std::vector<op::Record>> people;  // By number.
  const auto page =
      host_.storage_list({.prefix = kStranger, .limit = kStrangersMax, .cursor = adopted_until_});
  adopted_until_ = page.next;
  for (const Stranger& message : strangers_of(page.entries)) {
    auto known = people.find(message.from);
    if (known == people.end()) {
      known = people.emplace(message.from, people_of(message.from)).first;
    }
    if (known->second.empty()) continue;
    const bool stopped = wish_of(message.text, more_words_) == Wish::stop;
    for (const op::Record& person : known->second) file(person, message, stopped);
    forget(message.id);
  }
}

void Inbox::forget(const std::string& stranger) {
  host_.storage_delete({.key = kStranger + stranger});
}

// The number is silent whatever the consent plugin says or does; this keeps the proof.
void Inbox::withdraw(const std::string& person) {
  try {
    host_.service_call({.service = "kontor.consent/1",
                        .method = "withdraw",
                        .request = {{"person", person}, {"purpose", "marketing"}, {"how", "sms"}}});
  } catch (const Failure& failure) {
    host_.log_warning(std::string("a withdrawal by SMS is not in the ledger of consents: ") +
                      failure.what());
  }
}

}  // namespace kontor::sms
