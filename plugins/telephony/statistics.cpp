#include "statistics.hpp"

#include <array>
#include <cmath>
#include <kontor/translated.hpp>
#include <map>
#include <vector>

#include "call_log.hpp"
#include "sentences.hpp"

namespace kontor::telephony {
namespace {

constexpr Translated kByHour{"Calls by hour", "Звонки по часам", "Samtal per timme",
                             "Opkald pr. time"};
constexpr Translated kTimesByHour{"Waiting and talking by hour", "Ожидание и разговор по часам",
                                  "Väntetid och samtalstid per timme",
                                  "Ventetid og taletid pr. time"};
constexpr Translated kByManager{"Calls by manager", "Звонки по сотрудникам", "Samtal per säljare",
                                "Opkald pr. medarbejder"};
constexpr Translated kMissedShare{"Missed calls", "Пропущенные звонки", "Missade samtal",
                                  "Ubesvarede opkald"};
constexpr Translated kMissedMany{"Missed", "Пропущено", "Missade", "Ubesvarede"};
constexpr Translated kOutgoingMany{"Outgoing", "Исходящие", "Utgående", "Udgående"};
constexpr Translated kWait{"Wait, s", "Ожидание, с", "Väntetid, s", "Ventetid, s"};
constexpr Translated kTalk{"Talk, s", "Разговор, с", "Samtalstid, s", "Taletid, s"};
constexpr Translated kNobody{"Nobody", "Никто", "Ingen", "Ingen"};
constexpr Translated kOf{"{0} of {1} calls", "{0} из {1} звонков", "{0} av {1} samtal",
                         "{0} af {1} opkald"};

// One decimal; nothing where there is nothing to divide by.
std::optional<double> average(std::int64_t sum, std::int64_t count) {
  if (count == 0) return std::nullopt;
  return std::round(10.0 * static_cast<double>(sum) / static_cast<double>(count)) / 10.0;
}

std::optional<double> number(std::int64_t count) { return static_cast<double>(count); }

op::Series series(const Translated& name, const std::string& locale) {
  return {.name = name.in(locale), .points = {}};
}

// One line of a chart by hour.
struct Line {
  const Translated& name;
  std::optional<double> (*value)(const CallFigures& hour);
};

WidgetResult by_hour(const Host& host, const WidgetRequest& request, const std::string& time_zone,
                     const std::string& locale, const Translated& title,
                     const std::vector<Line>& lines) {
  std::array<CallFigures, 24> hours{};
  read_log(host, request.period, time_zone, [&hours](const Json& entry) {
    const auto hour = entry.value("hour", std::int64_t{0});
    if (hour >= 0 && hour < 24) hours[static_cast<std::size_t>(hour)].add(entry);
  });
  WidgetResult result;
  result.kind = "chart";
  result.title = title.in(locale);
  for (const Line& line : lines) {
    op::Series& drawn = result.series.emplace_back(series(line.name, locale));
    for (std::size_t hour = 0; hour < hours.size(); ++hour) {
      const std::string label = (hour < 10 ? "0" : "") + std::to_string(hour);
      drawn.points.push_back({.label = label, .value = line.value(hours[hour])});
    }
  }
  return result;
}

}  // namespace

WidgetResult calls_by_hour(const Host& host, const WidgetRequest& request,
                           const std::string& time_zone, const std::string& locale) {
  return by_hour(host, request, time_zone, locale, kByHour,
                 {{kAnswered, [](const CallFigures& one) { return number(one.answered); }},
                  {kMissedMany, [](const CallFigures& one) { return number(one.missed); }},
                  {kOutgoingMany, [](const CallFigures& one) { return number(one.outgoing); }}});
}

WidgetResult times_by_hour(const Host& host, const WidgetRequest& request,
                           const std::string& time_zone, const std::string& locale) {
  return by_hour(
      host, request, time_zone, locale, kTimesByHour,
      {{kWait, [](const CallFigures& one) { return average(one.wait_s, one.incoming()); }},
       {kTalk, [](const CallFigures& one) { return average(one.talk_s, one.talks); }}});
}

WidgetResult calls_by_manager(const Host& host, const WidgetRequest& request,
                              const std::string& time_zone, const std::string& locale) {
  // By user where one sat at the telephone, whose call it was then; else by extension.
  std::map<std::pair<std::string, std::string>, CallFigures> managers;
  read_log(host, request.period, time_zone, [&managers](const Json& entry) {
    const std::string user = text_of(entry, "user");
    const std::pair key(user, user.empty() ? text_of(entry, "extension") : std::string());
    if (managers.size() < 1000 || managers.contains(key)) managers[key].add(entry);
  });
  WidgetResult result;
  result.kind = "table";
  result.title = kByManager.in(locale);
  result.series = {series(kAnswered, locale), series(kMissedMany, locale),
                   series(kOutgoingMany, locale), series(kWait, locale), series(kTalk, locale)};
  for (const auto& [who, one] : managers) {
    const auto& [user, extension] = who;
    const std::string label = !user.empty()       ? user
                              : extension.empty() ? kNobody.in(locale)
                                                  : extension;
    const std::array<std::optional<double>, 5> values = {
        static_cast<double>(one.answered), static_cast<double>(one.missed),
        static_cast<double>(one.outgoing), average(one.wait_s, one.incoming()),
        average(one.talk_s, one.talks)};
    for (std::size_t i = 0; i < values.size(); ++i) {
      op::Point point{.label = label, .value = values[i]};
      if (!user.empty()) point.user = user;
      result.series[i].points.push_back(std::move(point));
    }
  }
  return result;
}

WidgetResult missed_share(const Host& host, const WidgetRequest& request,
                          const std::string& time_zone, const std::string& locale) {
  CallFigures all;
  read_log(host, request.period, time_zone, [&all](const Json& entry) { all.add(entry); });
  WidgetResult result;
  result.kind = "figure";
  result.title = kMissedShare.in(locale);
  result.figure.emplace();
  result.figure->value = average(100 * all.missed, all.incoming());
  result.figure->unit = "%";
  const auto target = request.parameters.find("target");
  if (target != request.parameters.end() && target->is_number()) {
    result.figure->target = target->get<double>();
  }
  result.note = kOf.in(locale, {std::to_string(all.missed), std::to_string(all.incoming())});
  return result;
}

}  // namespace kontor::telephony
