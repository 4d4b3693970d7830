#include "ledger.hpp"

#include <algorithm>
#include <kontor/random.hpp>
#include <kontor/time.hpp>

namespace kontor::consent {
namespace {

constexpr std::size_t kPurposeBytesMax = 40;
constexpr std::int64_t kPage = 500;

std::string key_of(const std::string& person, const std::string& purpose) {
  return "grant/" + person + "/" + purpose;
}

Entry entry_of(const Json& value) {
  return {.person = text_of(value, "person"),
          .purpose = text_of(value, "purpose"),
          .state = text_of(value, "state"),
          .granted_at = text_of(value, "granted_at"),
          .withdrawn_at = text_of(value, "withdrawn_at"),
          .proof = value.value("proof", Json::object()),
          .receipt = text_of(value, "receipt"),
          .token = text_of(value, "token")};
}

template <typename Each>
void for_each_entry(const Host& host, const std::string& prefix, Each each) {
  std::optional<std::string> cursor;
  do {
    const auto page = host.storage_list({.prefix = prefix, .limit = kPage, .cursor = cursor});
    for (const auto& stored : page.entries) each(entry_of(stored.value));
    cursor = page.next;
  } while (cursor);
}

}  // namespace

Json to_json(const Entry& entry) {
  return {{"person", entry.person},
          {"purpose", entry.purpose},
          {"state", entry.state},
          {"granted_at", entry.granted_at},
          {"withdrawn_at", entry.withdrawn_at},
          {"proof", entry.proof},
          {"receipt", entry.receipt}};
}

void check_purpose(const std::string& purpose) {
  const bool fits =
      !purpose.empty() && purpose.size() <= kPurposeBytesMax &&
      std::all_of(purpose.begin(), purpose.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
      });
  if (!fits) throw Failure(KONTOR_INVALID_ARGUMENT, "a purpose is a short lower-case name");
}

void Ledger::load() {
  states_.clear();
  for_each_entry(host_, "grant/", [this](const Entry& entry) {
    states_[entry.person][entry.purpose] = entry.state;
  });
}

void Ledger::store(const Entry& entry) {
  Json value = to_json(entry);
  value["token"] = entry.token;
  host_.storage_put(
      {.key = key_of(entry.person, entry.purpose), .value = value, .subject = entry.person});
  host_.storage_put({.key = "token/" + entry.token,
                     .value = {{"person", entry.person}, {"purpose", entry.purpose}},
                     .subject = entry.person});
  states_[entry.person][entry.purpose] = entry.state;
}

Entry Ledger::grant(const std::string& person, const std::string& purpose, Json proof) {
  check_purpose(purpose);
  Entry entry = find(person, purpose).value_or(Entry{.person = person, .purpose = purpose});
  entry.state = "granted";
  entry.granted_at = rfc3339(now());
  entry.withdrawn_at.clear();
  entry.proof = std::move(proof);
  entry.receipt = random_hex();
  if (entry.token.empty()) entry.token = random_hex<32>();
  store(entry);
  return entry;
}

Entry Ledger::withdraw(const std::string& person, const std::string& purpose,
                       const std::string& how) {
  check_purpose(purpose);
  Entry entry = find(person, purpose).value_or(Entry{.person = person, .purpose = purpose});
  if (entry.state == "withdrawn") return entry;
  entry.state = "withdrawn";
  entry.withdrawn_at = rfc3339(now());
  entry.proof["withdrawn_how"] = how;
  if (entry.receipt.empty()) entry.receipt = random_hex();
  if (entry.token.empty()) entry.token = random_hex<32>();
  store(entry);
  return entry;
}

std::optional<Entry> Ledger::find(const std::string& person, const std::string& purpose) const {
  const auto stored = host_.storage_get({.key = key_of(person, purpose)});
  if (!stored.value.is_object()) return std::nullopt;
  return entry_of(stored.value);
}

std::optional<Entry> Ledger::find_by_token(const std::string& token) const {
  if (token.size() != 64) return std::nullopt;
  const auto place = host_.storage_get({.key = "token/" + token});
  if (!place.value.is_object()) return std::nullopt;
  return find(text_of(place.value, "person"), text_of(place.value, "purpose"));
}

std::vector<Entry> Ledger::of(const std::string& person) const {
  std::vector<Entry> entries;
  for_each_entry(host_, "grant/" + person + "/",
                 [&entries](Entry entry) { entries.push_back(std::move(entry)); });
  return entries;
}

std::string Ledger::state(const std::string& person, const std::string& purpose) const {
  const auto found = states_.find(person);
  if (found == states_.end()) return {};
  const auto state = found->second.find(purpose);
  return state == found->second.end() ? std::string() : state->second;
}

std::string Ledger::summary(const std::string& person) const {
  const auto found = states_.find(person);
  if (found == states_.end() || found->second.empty()) return "none";
  for (const auto& [purpose, state] : found->second) {
    if (state == "granted") return "granted";
  }
  return "withdrawn";
}

}  // namespace kontor::consent
