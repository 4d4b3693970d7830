#include "inbox.hpp"

#include <kontor/random.hpp>
#include <kontor/time.hpp>

#include "sentences.hpp"

namespace kontor::sms {
namespace {

constexpr std::int64_t kNamesakesMax = 10;  // People who share a number.
constexpr std::uint32_t kInPartsMax = 20;

std::string cut(const std::string& text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;
  return text.substr(0, most);
}

}  // namespace

void Inbox::configure(const Json& settings, const std::string& locale) {
  more_words_ = text_of(settings, "stop_words");
  locale_ = locale;
}

void Inbox::take(const Part& part) {
  if (part.total <= 1 || part.total > kInPartsMax) {
    take_whole(part.from, part.text);
    return;
  }
  const std::string key =
      "part/" + stops_.name_of(part.from) + "/" + std::to_string(part.reference);
  Json parts = host_.storage_get({.key = key}).value;
  if (!parts.is_object()) parts = Json::object();
  parts[std::to_string(part.number)] = part.text;
  if (parts.size() < part.total) {
    host_.storage_put({.key = key, .value = parts});
    return;
  }
  std::string text;
  for (std::uint32_t number = 1; number <= part.total; ++number) {
    text += text_of(parts, std::to_string(number).c_str());
  }
  take_whole(part.from, text);
  host_.storage_delete({.key = key});
}

void Inbox::take_whole(const std::string& from, const std::string& text) {
  const std::string at = rfc3339(now());
  const Wish wish = wish_of(text, more_words_);
  if (wish == Wish::stop) stops_.add(from, cut(text, 40), at);
  if (wish == Wish::start) stops_.remove(from);
  const auto people = host_.record_list({.entity = "person",
                                         .filter = {{.field = "phone", .op = "eq", .value = from}},
                                         .limit = kNamesakesMax,
                                         .purpose = "support"});
  const std::string id = "in-" + random_hex();
  for (const op::Record& person : people.records) {
    op::TimelineAddRequest entry;
    entry.subject = {.entity = "person", .id = person.id};
    entry.kind = "sms";
    entry.summary = cut(text, 120);
    entry.body = text;
    entry.occurred_at = at;
    entry.direction = "in";
    entry.state = wish == Wish::stop ? "stopped" : "received";
    entry.external_id = id;
    host_.timeline_add(entry);
    if (wish == Wish::stop) withdraw(person.id);
    const std::string owner = text_of(person.fields, "owner");
    if (!owner.empty()) {
      host_.user_notify({.user = owner, .text = kReceived.in(locale_, {cut(text, 300)})});
    }
  }
  if (people.records.empty()) {
    // Nobody has the number: kept until somebody looks.
    host_.storage_put({.key = "stranger/" + at + "-" + id,
                       .value = {{"from", from}, {"text", cut(text, 2000)}, {"at", at}}});
  }
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
