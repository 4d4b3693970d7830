#pragma once

#include <kontor/time.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace kontor::consent {

// "2026-11-22", or the beginning of an RFC 3339 time in UTC; nothing if it is no day.
std::optional<std::chrono::sys_days> day_of(std::string_view text);
std::string to_text(std::chrono::sys_days day);

// Calendar months later: the same day, or the last of a shorter month.
std::chrono::sys_days months_later(std::chrono::sys_days day, int months);

// GDPR article 12(3): a month after receipt, three when it was extended. A period that ends on a
// Saturday or Sunday ends with the Monday (Regulation 1182/71, article 3(4)); public holidays are
// not known here, so the answer is never too late for them, only earlier than it might be.
std::chrono::sys_days answer_by(std::chrono::sys_days received, bool extended);

}  // namespace kontor::consent
