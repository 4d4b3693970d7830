#include "childhood.hpp"

#include <kontor/time.hpp>

#include "stored.hpp"

namespace kontor::consent {
namespace {

ChildhoodEvent childhood_of(const Json& value) {
  return {.number = value.value("number", std::int64_t{0}),
          .child = value.value("child", false),
          .at = text_of(value, "at"),
          .actor = text_of(value, "actor"),
          .guardian = text_of(value, "guardian"),
          .reason = text_of(value, "reason")};
}

Json to_json(const std::string& person, const ChildhoodEvent& event) {
  return {{"person", person},      {"number", event.number}, {"child", event.child},
          {"at", event.at},        {"actor", event.actor},   {"guardian", event.guardian},
          {"reason", event.reason}};
}

}  // namespace

void Childhoods::load() {
  last_.clear();
  for_each_stored(host_, "childhood/", [this](const std::string&, const Json& value) {
    const ChildhoodEvent event = childhood_of(value);
    Last& last = last_[text_of(value, "person")];
    if (event.number > last.number) last = {event.number, event.child};
  });
}

std::optional<bool> Childhoods::is_child(const std::string& person) const {
  const auto found = last_.find(person);
  if (found == last_.end()) return std::nullopt;
  return found->second.child;
}

void Childhoods::note(const std::string& person, ChildhoodEvent event) {
  const auto found = last_.find(person);
  event.number = found == last_.end() ? 1 : found->second.number + 1;
  event.at = rfc3339(now());
  host_.storage_put({.key = "childhood/" + person + "/" + padded(event.number),
                     .value = to_json(person, event),
                     .person = person});
  last_[person] = {event.number, event.child};
}

std::vector<ChildhoodEvent> Childhoods::of(const std::string& person) const {
  std::vector<ChildhoodEvent> events;
  for_each_stored(
      host_, "childhood/" + person + "/",
      [&events](const std::string&, const Json& value) { events.push_back(childhood_of(value)); });
  return events;
}

}  // namespace kontor::consent
