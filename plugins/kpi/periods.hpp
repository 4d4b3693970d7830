#pragma once

#include <kontor/op/types.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kontor::kpi {

// Milliseconds since 1970 of an RFC 3339 time in UTC, or of a day; nothing if it is neither.
std::optional<double> moment_ms(std::string_view text);
std::string moment_text(double ms);

// The same moved by so long, in the form it has: a day stays a day.
std::string moved(const std::string& text, double ms);

// The period in the company's days where it is made of them: as filters of moments and of dates
// both take it. Otherwise as it is.
op::Period in_days(const op::Period& period);

// The period cut where months begin, in order: each piece lies within one month.
std::vector<op::Period> months_of(const op::Period& period);

// How much of a month ("2026-03") lies in the period, from 0 to 1.
double share_of_month(const std::string& month, const op::Period& period);

double days_of(const op::Period& period);

// The period a figure is compared with: "previous" is as long and ends where this one begins,
// "year" is the same dates a year before; nothing for another word.
std::optional<op::Period> compared_with(const op::Period& period, std::string_view how);

}  // namespace kontor::kpi
