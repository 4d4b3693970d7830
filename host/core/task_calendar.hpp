#pragma once

#include <string>
#include <vector>

#include "host/core/record.hpp"

namespace kontor::host {

// Tasks as an iCalendar file (RFC 5545): lines of at most 75 bytes, CRLF, moments in UTC, which is
// the same moment in every zone.
struct CalendarLook {
  enum class As { events, todos } as = As::events;  // Most calendars show events alone.
  std::string time_zone = {};                       // Of the company, for programs that ask.
  std::string host = "kontor";                      // Part of each entry's identity.
};
// Tasks without a time they are due are left out as events.
std::string task_calendar(const std::vector<Record>& tasks, const CalendarLook& look);

}  // namespace kontor::host
