#include "suppression.hpp"

#include <kontor/hmac.hpp>

namespace kontor::consent {
namespace {

constexpr std::int64_t kMarksPage = 500;

std::string plain_email(const std::string& email) {
  std::string plain;
  for (const char c : email) {
    if (c == ' ') continue;
    plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return plain;
}

std::string plain_phone(const std::string& phone) {
  std::string digits;
  for (const char c : phone) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return digits;
}

}  // namespace

void Suppression::load() {
  held_.clear();
  std::optional<std::string> cursor;
  do {
    const auto page =
        host_.storage_list({.prefix = "suppressed/", .limit = kMarksPage, .cursor = cursor});
    for (const auto& entry : page.entries) {
      Held& held = held_[entry.key.substr(sizeof("suppressed/") - 1)];
      held.erased = entry.value.value("erased", false);
      held.purposes = entry.value.value("purposes", std::set<std::string>{});
    }
    cursor = page.next;
  } while (cursor);
}

std::vector<std::string> Suppression::marks_of(const Json& fields) const {
  std::vector<std::string> marks;
  const auto mark = [&](const std::string& what, const std::string& value) {
    if (value.empty()) return;
    marks.push_back(hmac_sha256_hex(key_, what + value));
  };
  mark("email/", plain_email(text_of(fields, "email")));
  mark("phone/", plain_phone(text_of(fields, "phone")));
  return marks;
}

void Suppression::store(const std::string& mark, const Held& held) {
  const std::string key = "suppressed/" + mark;
  if (held.purposes.empty() && !held.erased) {
    held_.erase(mark);
    host_.storage_delete({.key = key});
    return;
  }
  held_[mark] = held;
  host_.storage_put(
      {.key = key, .value = {{"purposes", held.purposes}, {"erased", held.erased}}, .person = {}});
}

void Suppression::add(const std::vector<std::string>& marks, const std::set<std::string>& purposes,
                      bool erased) {
  for (const std::string& mark : marks) {
    const auto found = held_.find(mark);
    Held held = found == held_.end() ? Held{} : found->second;
    held.purposes.insert(purposes.begin(), purposes.end());
    held.erased = held.erased || erased;
    store(mark, held);
  }
}

void Suppression::lift(const std::vector<std::string>& marks, const std::string& purpose) {
  for (const std::string& mark : marks) {
    const auto found = held_.find(mark);
    if (found == held_.end()) continue;
    Held held = found->second;
    held.purposes.erase(purpose);
    held.erased = false;
    store(mark, held);
  }
}

std::set<std::string> Suppression::purposes_of(const std::vector<std::string>& marks) const {
  std::set<std::string> purposes;
  for (const std::string& mark : marks) {
    const auto found = held_.find(mark);
    if (found != held_.end())
      purposes.insert(found->second.purposes.begin(), found->second.purposes.end());
  }
  return purposes;
}

bool Suppression::erased(const std::vector<std::string>& marks) const {
  for (const std::string& mark : marks) {
    const auto found = held_.find(mark);
    if (found != held_.end() && found->second.erased) return true;
  }
  return false;
}

}  // namespace kontor::consent
