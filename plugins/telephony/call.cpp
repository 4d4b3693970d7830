#include "call.hpp"

#include <algorithm>

namespace kontor::telephony {

std::string state_of(const Call& call, bool ended) {
  if (call.answered_ms != 0) return "answered";
  if (!ended) return "ringing";
  return call.direction == "out" ? "no-answer" : "missed";
}

std::optional<std::int64_t> talk_seconds(const Call& call, std::int64_t ended_ms) {
  if (call.answered_ms == 0) return std::nullopt;
  return std::max<std::int64_t>(0, (ended_ms - call.answered_ms + 500) / 1000);
}

Json to_json(const Call& call) {
  return {{"id", call.id},
          {"number", call.number},
          {"extension", call.extension},
          {"direction", call.direction},
          {"person", call.person},
          {"started_ms", call.started_ms},
          {"answered_ms", call.answered_ms}};
}

Call call_of(const Json& value) {
  return {.id = text_of(value, "id"),
          .number = text_of(value, "number"),
          .extension = text_of(value, "extension"),
          .direction = text_of(value, "direction"),
          .person = text_of(value, "person"),
          .started_ms = value.value("started_ms", std::int64_t{0}),
          .answered_ms = value.value("answered_ms", std::int64_t{0})};
}

}  // namespace kontor::telephony
