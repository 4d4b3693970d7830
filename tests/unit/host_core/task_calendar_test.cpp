#include "host/core/task_calendar.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "base/core/bytes.hpp"

namespace kontor::host {
namespace {

Record task(const Json& fields) {
  Record record;
  record.id = "t1";
  record.entity = "task";
  record.created_at_ms = parse_rfc3339("2026-03-28T10:00:00Z").value();
  record.updated_at_ms = parse_rfc3339("2026-03-28T11:00:00.500Z").value();
  record.fields = fields;
  return record;
}

std::string unfolded(std::string text) {
  for (auto at = text.find("\r\n "); at != std::string::npos; at = text.find("\r\n "))
    text.erase(at, 3);
  return text;
}

bool has(const std::string& calendar, const std::string& line) {
  return unfolded(calendar).find("\r\n" + line + "\r\n") != std::string::npos;
}

TEST(TaskCalendarTest, ATaskIsAnEventOrAToDoAtTheSameMomentInEveryZone) {
  // The night the clocks go forward in Stockholm.
  const Record call = task({{"title", "Call"},
                            {"due_at", "2026-03-29T01:30:00.000Z"},
                            {"remind_at", "2026-03-29T01:00:00.000Z"},
                            {"state", "in_progress"},
                            {"priority", "urgent"}});

  const std::string events = task_calendar({call}, {.time_zone = "Europe/Stockholm"});
  const std::string todos = task_calendar({call}, {.as = CalendarLook::As::todos});

  EXPECT_TRUE(events.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"));
  EXPECT_TRUE(events.ends_with("END:VEVENT\r\nEND:VCALENDAR\r\n"));
  for (const char* line :
       {"BEGIN:VEVENT", "UID:t1@kontor", "DTSTAMP:20260328T110000Z", "DTSTART:20260329T013000Z",
        "X-WR-TIMEZONE:Europe/Stockholm", "TRIGGER;VALUE=DATE-TIME:20260329T010000Z", "PRIORITY:1"})
    EXPECT_TRUE(has(events, line)) << line << "\n" << events;
  for (const char* line : {"BEGIN:VTODO", "DUE:20260329T013000Z", "STATUS:IN-PROCESS"})
    EXPECT_TRUE(has(todos, line)) << line << "\n" << todos;
}

TEST(TaskCalendarTest, ATaskWithoutATimeIsNoEvent) {
  const Record some_day = task({{"title", "Some day"}, {"state", "open"}});

  EXPECT_EQ(task_calendar({some_day}, {}).find("VEVENT"), std::string::npos);
  EXPECT_TRUE(has(task_calendar({some_day}, {.as = CalendarLook::As::todos}), "SUMMARY:Some day"));
}

TEST(TaskCalendarTest, NoLineIsLongerThan75BytesAndNoCharacterIsCut) {
  std::string title;
  for (int i = 0; i < 100; ++i) title += i % 3 == 0 ? "\xD0\x96" : "\xF0\x9F\x93\x9E";
  const std::string calendar =
      task_calendar({task({{"title", title}, {"due_at", "2026-03-29T01:30:00Z"}})}, {});

  std::istringstream lines(calendar);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_TRUE(line.ends_with('\r'));
    EXPECT_LE(line.size() - 1, 75U);
    EXPECT_TRUE(is_utf8(line)) << line;
  }
  EXPECT_TRUE(has(calendar, "SUMMARY:" + title));
}

TEST(TaskCalendarTest, WhatPeopleWriteBecomesNoLineOfItsOwn) {
  const Record hostile = task({{"title", "a;b,c\\d\r\nEND:VCALENDAR\r\nATTACH:http://x"},
                               {"description", "one\ntwo"},
                               {"due_at", "2026-03-29T01:30:00Z"}});

  const std::string calendar = task_calendar({hostile}, {});

  EXPECT_TRUE(has(calendar, "SUMMARY:a\\;b\\,c\\\\d\\nEND:VCALENDAR\\nATTACH:http://x"));
  EXPECT_TRUE(has(calendar, "DESCRIPTION:one\\ntwo"));
  EXPECT_EQ(calendar.find("\r\nATTACH"), std::string::npos);
}

}  // namespace
}  // namespace kontor::host
