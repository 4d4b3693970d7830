#include "call.hpp"

#include <algorithm>

#include "whole.hpp"

namespace kontor::telephony {
namespace {

std::set<std::string> texts_of(const Json& value, const char* name) {
  std::set<std::string> texts;
  const auto found = value.find(name);
  if (found == value.end() || !found->is_array()) return texts;
  for (const Json& text : *found) {
    if (text.is_string()) texts.insert(text.get<std::string>());
  }
  return texts;
}

std::int64_t whole_seconds(std::int64_t ms) { return std::max<std::int64_t>(0, (ms + 500) / 1000); }

}  // namespace

std::string state_of(const Call& call, bool ended) {
  if (call.answered_ms != 0) return "answered";
  if (!ended) return "ringing";
  return call.direction == "out" ? "no-answer" : "missed";
}

std::optional<std::int64_t> talk_seconds(const Call& call, std::int64_t ended_ms) {
  if (call.answered_ms == 0) return std::nullopt;
  return whole_seconds(ended_ms - call.answered_ms);
}

std::int64_t wait_seconds(const Call& call, std::int64_t ended_ms) {
  return whole_seconds((call.answered_ms != 0 ? call.answered_ms : ended_ms) - call.started_ms);
}

std::string storage_key(const std::string& call_id) { return "call/" + call_id.substr(0, 200); }

Json to_json(const Call& call) {
  Json recordings = Json::array();
  for (const Recording& one : call.recordings) {
    recordings.push_back(
        {{"name", one.name}, {"started_ms", one.started_ms}, {"stopped_ms", one.stopped_ms}});
  }
  return {{"id", call.id},
          {"number", call.number},
          {"extension", call.extension},
          {"direction", call.direction},
          {"person", call.person},
          {"started_ms", call.started_ms},
          {"answered_ms", call.answered_ms},
          {"channels", call.channels},
          {"rung", call.rung},
          {"queue", call.queue},
          {"space", call.space},
          {"held_since_ms", call.held_since_ms},
          {"held_ms", call.held_ms},
          {"recordings", std::move(recordings)},
          {"known_ms", call.known_ms},
          {"ended_ms", call.ended_ms},
          {"end_is_unsure", call.end_is_unsure},
          {"cloud", call.is_cloud}};
}

Call call_of(const Json& value) {
  Call call{.id = text_of(value, "id"),
            .number = text_of(value, "number"),
            .extension = text_of(value, "extension"),
            .direction = text_of(value, "direction"),
            .person = text_of(value, "person"),
            .started_ms = whole_of(value, "started_ms"),
            .answered_ms = whole_of(value, "answered_ms")};
  call.channels = texts_of(value, "channels");
  call.rung = texts_of(value, "rung");
  call.queue = text_of(value, "queue");
  call.space = text_of(value, "space");
  call.held_since_ms = whole_of(value, "held_since_ms");
  call.held_ms = whole_of(value, "held_ms");
  call.known_ms = whole_of(value, "known_ms");
  call.ended_ms = whole_of(value, "ended_ms");
  call.end_is_unsure = value.value("end_is_unsure", false);
  call.is_cloud = value.value("cloud", false);
  for (const Json& one : value.value("recordings", Json::array())) {
    call.recordings.push_back({.name = text_of(one, "name"),
                               .started_ms = whole_of(one, "started_ms"),
                               .stopped_ms = whole_of(one, "stopped_ms")});
  }
  return call;
}

}  // namespace kontor::telephony
