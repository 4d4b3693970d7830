#include "live_page.hpp"

#include <algorithm>
#include <kontor/translated.hpp>
#include <kontor/view.hpp>

#include "sentences.hpp"

namespace kontor::telephony {
namespace {

constexpr std::int64_t kRefreshS = 3;
constexpr std::size_t kRowsMax = 200;
constexpr std::size_t kCellBytesMax = 200;

constexpr Translated kQueues{"Queues", "Очереди", "Köer", "Køer"};
constexpr Translated kQueueHead{"Queue", "Очередь", "Kö", "Kø"};
constexpr Translated kWaitingHead{"Waiting", "Ждут", "Väntar", "Venter"};
constexpr Translated kLongest{"Longest wait", "Дольше всех", "Längsta väntan", "Længste ventetid"};
constexpr Translated kFree{"Free", "Свободны", "Lediga", "Ledige"};
constexpr Translated kBusy{"Busy", "Заняты", "Upptagna", "Optagne"};
constexpr Translated kPaused{"Paused", "На паузе", "Pausade", "På pause"};
constexpr Translated kAway{"Away", "Не в сети", "Borta", "Væk"};
constexpr Translated kGivenUp{"Given up", "Не дождались", "Gav upp", "Opgav"};
constexpr Translated kWhoWaits{"Callers who wait", "Кто ждёт", "Vilka som väntar",
                               "Hvem der venter"};
constexpr Translated kCallsNow{"Calls now", "Звонки сейчас", "Samtal nu", "Opkald nu"};
constexpr Translated kNumber{"Number", "Номер", "Nummer", "Nummer"};
constexpr Translated kSince{"Since", "Длится", "Sedan", "Siden"};
constexpr Translated kDirection{"Direction", "Направление", "Riktning", "Retning"};
constexpr Translated kIn{"in", "входящий", "in", "ind"};
constexpr Translated kOut{"out", "исходящий", "ut", "ud"};
constexpr Translated kTelephone{"Telephone", "Телефон", "Telefon", "Telefon"};
constexpr Translated kStateHead{"State", "Состояние", "Läge", "Tilstand"};
constexpr Translated kRinging{"rings", "звонит", "ringer", "ringer"};
constexpr Translated kSpeaking{"in conversation", "разговор", "i samtal", "i samtale"};
constexpr Translated kHeld{"on hold", "на удержании", "parkerad", "på hold"};
constexpr Translated kParkedAt{"parked at {0}", "припаркован: {0}", "på plats {0}",
                               "parkeret på {0}"};
constexpr Translated kQuiet{"Nobody calls at the moment.", "Сейчас никто не звонит.",
                            "Ingen ringer just nu.", "Ingen ringer lige nu."};

std::string lasting(std::int64_t ms) {
  const std::int64_t seconds = std::max<std::int64_t>(0, ms / 1000);
  const std::string rest = std::to_string(seconds % 60);
  return std::to_string(seconds / 60) + (rest.size() < 2 ? ":0" : ":") + rest;
}

std::string without_middle(const std::string& number) {
  if (number.size() < 8) return number.empty() ? "–" : "…";
  return number.substr(0, 3) + "…" + number.substr(number.size() - 2);
}

std::string state_now(const Call& call, const std::string& locale) {
  if (!call.space.empty()) return kParkedAt.in(locale, {call.space});
  if (call.held_since_ms != 0) return kHeld.in(locale);
  return (call.answered_ms != 0 ? kSpeaking : kRinging).in(locale);
}

view::Block queue_table(const std::vector<QueueView>& queues, const std::string& locale,
                        std::int64_t now_ms) {
  std::vector<std::vector<std::string>> rows;
  for (const QueueView& one : queues) {
    if (rows.size() == kRowsMax) break;
    const std::string longest =
        one.waiting.empty() ? "" : lasting(now_ms - one.waiting.front().since_ms);
    rows.push_back({one.name.substr(0, kCellBytesMax), std::to_string(one.waiting.size()), longest,
                    std::to_string(one.free), std::to_string(one.busy), std::to_string(one.paused),
                    std::to_string(one.away), std::to_string(one.answered),
                    std::to_string(one.abandoned)});
  }
  view::Block table =
      view::table({kQueueHead.in(locale), kWaitingHead.in(locale), kLongest.in(locale),
                   kFree.in(locale), kBusy.in(locale), kPaused.in(locale), kAway.in(locale),
                   kAnswered.in(locale), kGivenUp.in(locale)},
                  std::move(rows));
  table.text = kQueues.in(locale);
  return table;
}

view::Block waiting_table(const std::vector<QueueView>& queues, const std::string& locale,
                          std::int64_t now_ms) {
  std::vector<std::vector<std::string>> rows;
  for (const QueueView& queue : queues) {
    for (const Waiting& one : queue.waiting) {
      if (rows.size() == kRowsMax) break;
      rows.push_back({queue.name.substr(0, kCellBytesMax), without_middle(one.number),
                      lasting(now_ms - one.since_ms)});
    }
  }
  view::Block table =
      view::table({kQueueHead.in(locale), kNumber.in(locale), kSince.in(locale)}, std::move(rows));
  table.text = kWhoWaits.in(locale);
  return table;
}

view::Block call_table(const std::vector<Call>& calls, const std::string& own_extension,
                       const std::string& locale, std::int64_t now_ms) {
  std::vector<std::vector<std::string>> rows;
  for (const Call& call : calls) {
    if (rows.size() == kRowsMax) break;
    const bool is_own = !own_extension.empty() &&
                        (call.extension == own_extension || call.rung.contains(own_extension));
    rows.push_back({is_own ? call.number : without_middle(call.number),
                    (call.direction == "out" ? kOut : kIn).in(locale), call.extension,
                    state_now(call, locale), lasting(now_ms - call.started_ms)});
  }
  view::Block table = view::table({kNumber.in(locale), kDirection.in(locale), kTelephone.in(locale),
                                   kStateHead.in(locale), kSince.in(locale)},
                                  std::move(rows));
  table.text = kCallsNow.in(locale);
  return table;
}

}  // namespace

MenuResult live_page(const std::vector<QueueView>& queues, const std::vector<Call>& calls,
                     const std::string& own_extension, const std::string& locale,
                     std::int64_t now_ms) {
  MenuResult page;
  page.refresh_s = kRefreshS;
  for (view::Block& table : std::vector<view::Block>{
           queue_table(queues, locale, now_ms), waiting_table(queues, locale, now_ms),
           call_table(calls, own_extension, locale, now_ms)}) {
    if (table.rows.empty()) continue;
    page.blocks.push_back(view::heading(table.text));
    page.blocks.push_back(std::move(table));
  }
  if (page.blocks.empty()) page.blocks.push_back(view::text(kQuiet.in(locale)));
  // Colleagues and services by their short numbers, anybody else by any.
  if (!own_extension.empty()) page.blocks.push_back(view::action("telephony.dial", ""));
  return page;
}

}  // namespace kontor::telephony
