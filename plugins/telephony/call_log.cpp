#include "call_log.hpp"

#include <ctime>
#include <functional>

#include "days.hpp"
#include "whole.hpp"

namespace kontor::telephony {
namespace {

std::int64_t ms_of(const std::string& rfc) {
  std::tm parts{};
  if (::strptime(rfc.c_str(), "%Y-%m-%dT%H:%M:%S", &parts) == nullptr) return 0;
  return std::int64_t{::timegm(&parts)} * 1000;
}

}  // namespace

op::StoragePutRequest log_entry(const CallChange& change, const Party& party,
                                const Settings& settings) {
  const Call& call = change.call;
  const LocalHour when = local_hour(call.started_ms, settings.time_zone);
  const std::string person = party.person();
  Json value = {{"call", call.id},
                {"number", party.number},
                {"direction", call.direction},
                {"state", state_of(call, /*ended=*/true)},
                {"extension", call.extension},
                {"user", settings.user_of(call.extension)},
                {"queue", call.queue},
                {"person", person},
                {"hour", when.hour},
                {"started_ms", call.started_ms},
                {"wait_s", wait_seconds(call, change.at_ms)},
                {"talk_s", talk_seconds(call, change.at_ms).value_or(0)}};
  return {.key = "log/" + when.day + "/" + call.id.substr(0, 200),
          .value = std::move(value),
          .person = person.empty() ? std::nullopt : std::optional(person)};
}

Json logged_call(const Host& host, const std::string& call_id, std::int64_t at_ms,
                 const std::string& time_zone) {
  for (const std::int64_t back_ms : {std::int64_t{0}, kDayMs}) {
    const std::string day = local_hour(at_ms - back_ms, time_zone).day;
    Json entry = host.storage_get({.key = "log/" + day + "/" + call_id}).value;
    if (!entry.is_null()) return entry;
  }
  return {};
}

void CallFigures::add(const Json& entry) {
  const bool was_answered = text_of(entry, "state") == "answered";
  if (text_of(entry, "direction") == "out") {
    ++outgoing;
    if (was_answered) ++outgoing_answered;
  } else {
    ++(was_answered ? answered : missed);
    wait_s += whole_of(entry, "wait_s");
  }
  if (!was_answered) return;
  ++talks;
  talk_s += whole_of(entry, "talk_s");
}

void read_log(const Host& host, const op::Period& period, const std::string& time_zone,
              const std::function<void(const Json&)>& take) {
  const std::int64_t from_ms = ms_of(period.from);
  const std::int64_t to_ms = ms_of(period.to);
  std::string last;
  // A day is a prefix, and a zone shifts it: one more at each end, each once.
  for (std::int64_t at = from_ms - kDayMs; at < to_ms + kDayMs; at += kDayMs / 4) {
    const std::string day = local_hour(at, time_zone).day;
    if (day == last) continue;
    last = day;
    std::optional<std::string> cursor;
    do {
      const auto page =
          host.storage_list({.prefix = "log/" + day + "/", .limit = 500, .cursor = cursor});
      for (const auto& entry : page.entries) {
        const std::int64_t started_ms = whole_of(entry.value, "started_ms");
        if (started_ms >= from_ms && started_ms < to_ms) take(entry.value);
      }
      cursor = page.next;
    } while (cursor);
  }
}

}  // namespace kontor::telephony
