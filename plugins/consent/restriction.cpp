#include "restriction.hpp"

#include <kontor/time.hpp>

#include "stored.hpp"

namespace kontor::consent {
namespace {

std::string restriction_key(const std::string& person) { return "restriction/" + person; }

}  // namespace

void Restrictions::load() {
  since_.clear();
  for_each_stored(host_, "restriction/", [this](const std::string&, const Json& value) {
    if (text_of(value, "lifted_at").empty())
      since_[text_of(value, "person")] = text_of(value, "since");
  });
}

std::string Restrictions::since(const std::string& person) const {
  const auto found = since_.find(person);
  return found == since_.end() ? std::string() : found->second;
}

void Restrictions::impose(const std::string& person, const std::string& actor) {
  if (since_.contains(person)) return;
  const std::string at = rfc3339(now());
  host_.storage_put({.key = restriction_key(person),
                     .value = {{"person", person}, {"since", at}, {"actor", actor}},
                     .person = person});
  since_[person] = at;
}

bool Restrictions::lift(const std::string& person, const std::string& actor,
                        const std::string& reason) {
  const auto found = since_.find(person);
  if (found == since_.end()) return false;
  host_.storage_put({.key = restriction_key(person),
                     .value = {{"person", person},
                               {"since", found->second},
                               {"lifted_at", rfc3339(now())},
                               {"lifted_by", actor},
                               {"reason", reason}},
                     .person = person});
  since_.erase(found);
  return true;
}

}  // namespace kontor::consent
