#include "licensing/core/move_rule.hpp"

#include <algorithm>

#include "licensing/core/calendar.hpp"
#include "licensing/core/refusals.hpp"

namespace kontor::licensing {

namespace {

Status check_count(const MoveRule& rule, const MoveHistory& history, TimeMs now_ms) {
  if (rule.rule != Move::counted) return ok();
  std::vector<TimeMs> counted;
  counted.reserve(history.moves_ms.size());
  for (const TimeMs move : history.moves_ms) {
    if (rule.per_days == 0 || move + rule.per_days * kDayMs > now_ms) counted.push_back(move);
  }
  if (static_cast<std::int64_t>(counted.size()) < rule.times) return ok();
  std::string sentence = "the licence allows " + std::to_string(rule.times) + " moves";
  if (rule.per_days == 0) {
    sentence += ", and all have been made; ask the vendor for another";
  } else {
    // So many old moves have to fall out of the window that one is free again.
    std::sort(counted.begin(), counted.end());
    const auto oldest = counted[counted.size() - static_cast<std::size_t>(rule.times)];
    sentence += " in " + std::to_string(rule.per_days) + " days; the next is allowed from " +
                to_rfc3339(oldest + rule.per_days * kDayMs);
  }
  return refuse(ErrorCode::forbidden, "moves-used-up", std::move(sentence));
}

}  // namespace

Status may_move(const MoveRule& rule, const MoveHistory& history, TimeMs now_ms) {
  if (rule.rule == Move::never)
    return refuse(ErrorCode::forbidden, "move-not-allowed",
                  "the licence stays where it was first given");
  TRY(check_count(rule, history, now_ms));
  if (!history.seat_moved_at_ms) return ok();
  const TimeMs free_at = *history.seat_moved_at_ms + rule.cool_down_days * kDayMs;
  if (now_ms >= free_at) return ok();
  return refuse(ErrorCode::forbidden, "move-too-soon",
                "this seat was moved a short while ago; again from " + to_rfc3339(free_at));
}

}  // namespace kontor::licensing
