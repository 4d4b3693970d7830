#include "licensing/seats/move_rule.hpp"

#include "licensing/seats/refusal.hpp"

namespace kontor::licensing {

namespace {

constexpr TimeMs kMoveDayMs = 24 * 3'600'000;

}  // namespace

Status check_move(NamedStore& store, const MoveRule& rule, const License& license,
                  std::string_view what, std::string_view subject, TimeMs now_ms) {
  const std::string kind(what);
  if (rule.rule == Move::never) {
    return seat_refusal(
        kind + "-move-not-allowed",
        "the offer of " + license.product + " does not let a seat move to another " + kind);
  }
  const TimeMs since_ms = rule.per_days > 0 ? now_ms - rule.per_days * kMoveDayMs : 0;
  const auto moves = TRY(store.moves(license.license_id, what, subject, since_ms));
  const TimeMs rested_ms = moves.last_ms + rule.cool_down_days * kMoveDayMs;
  if (rule.cool_down_days > 0 && moves.last_ms > 0 && now_ms < rested_ms) {
    return seat_refusal(kind + "-move-too-soon",
                        "the offer of " + license.product + " lets a seat move to another " + kind +
                            " again on " + to_rfc3339(rested_ms).substr(0, 10));
  }
  if (rule.rule == Move::counted && moves.times >= rule.times) {
    return seat_refusal(kind + "-move-not-allowed", "the seats of " + license.product +
                                                        " have moved to another " + kind +
                                                        " as often as the offer allows");
  }
  return ok();
}

}  // namespace kontor::licensing
