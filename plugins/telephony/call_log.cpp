#include "call_log.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <kontor/time.hpp>
#include <mutex>

namespace kontor::telephony {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

std::string prefix_of(const std::string& key) {
  return key.substr(0, std::min<std::size_t>(key.size(), 14));
}

std::int64_t number_in(const Json& entry, const char* name) {
  const auto found = entry.find(name);
  return found != entry.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

std::int64_t ms_of(const std::string& rfc) {
  std::tm parts{};
  if (::strptime(rfc.c_str(), "%Y-%m-%dT%H:%M:%S", &parts) == nullptr) return 0;
  return std::int64_t{::timegm(&parts)} * 1000;
}

}  // namespace

LocalHour local_hour(std::int64_t at_ms, const std::string& time_zone) {
  static std::mutex mutex;  // The zone is the process's.
  const std::lock_guard lock(mutex);
  ::setenv("TZ", time_zone.c_str(), /*overwrite=*/1);
  ::tzset();
  const auto seconds = static_cast<std::time_t>(at_ms / 1000);
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  std::array<char, 16> day{};
  std::strftime(day.data(), day.size(), "%Y-%m-%d", &parts);
  return {.day = day.data(), .hour = parts.tm_hour};
}

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
          .subject = person.empty() ? std::nullopt : std::optional(person)};
}

void CallFigures::add(const Json& entry) {
  const bool was_answered = text_of(entry, "state") == "answered";
  if (text_of(entry, "direction") == "out") {
    ++outgoing;
    if (was_answered) ++outgoing_answered;
  } else {
    ++(was_answered ? answered : missed);
    wait_s += number_in(entry, "wait_s");
  }
  if (!was_answered) return;
  ++talks;
  talk_s += number_in(entry, "talk_s");
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
        const std::int64_t started_ms = number_in(entry.value, "started_ms");
        if (started_ms >= from_ms && started_ms < to_ms) take(entry.value);
      }
      cursor = page.next;
    } while (cursor);
  }
}

std::int64_t prune_log(const Host& host, std::int64_t keep_days, std::int64_t now_ms) {
  const std::string oldest = "log/" + local_hour(now_ms - keep_days * kDayMs, "UTC0").day;
  std::int64_t removed = 0;
  bool more = true;
  while (more) {
    const auto page = host.storage_list({.prefix = "log/", .limit = 500, .cursor = {}});
    more = page.next.has_value();
    for (const auto& entry : page.entries) {
      if (prefix_of(entry.key) >= oldest) return removed;  // Keys are in order of days.
      host.storage_delete({.key = entry.key});
      ++removed;
    }
  }
  return removed;
}

}  // namespace kontor::telephony
