#include "host/core/task_calendar.hpp"

#include <algorithm>
#include <optional>

#include "base/core/clock.hpp"

namespace kontor::host {
namespace {

constexpr std::size_t kLineBytesMax = 75;

std::string said(const Record& task, const char* field) {
  const auto value = task.fields.find(field);
  return value != task.fields.end() && value->is_string() ? value->get<std::string>() : "";
}

// 3.3.5, form #2: "20261122T100000Z".
std::string utc_form(TimeMs at_ms) {
  std::string text;
  for (const char c : to_rfc3339(at_ms)) {
    if (c == '.') break;
    if (c != '-' && c != ':') text += c;
  }
  if (text.back() != 'Z') text += 'Z';
  return text;
}

std::optional<TimeMs> time_in(const Record& task, const char* field) {
  const auto time = parse_rfc3339(said(task, field));
  return time ? std::optional(*time) : std::nullopt;
}

// 3.3.11: what means something in a line is escaped, and no control character is let through.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == ';' || c == ',') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) {
      out += c;
    }
  }
  return out;
}

class Lines {
 public:
  // 3.1: a long line goes on in the next one, after a space and never inside a character.
  void add(const std::string& line) {
    std::size_t room = kLineBytesMax;
    for (std::size_t at = 0; at < line.size();) {
      std::size_t end = std::min(at + room, line.size());
      while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U) --end;
      text_ += (at == 0 ? "" : "\r\n ") + line.substr(at, end - at);
      at = end;
      room = kLineBytesMax - 1;
    }
    text_ += "\r\n";
  }
  void add(const char* name, const std::string& value) {
    if (!value.empty()) add(std::string(name) + ":" + value);
  }
  std::string text() && { return std::move(text_); }

 private:
  std::string text_;
};

std::string status_of(const std::string& state, CalendarLook::As as) {
  if (as == CalendarLook::As::events) return state == "cancelled" ? "CANCELLED" : "CONFIRMED";
  if (state == "done") return "COMPLETED";
  if (state == "cancelled") return "CANCELLED";
  return state == "in_progress" ? "IN-PROCESS" : "NEEDS-ACTION";
}

// 3.8.1.9: 1 is the highest.
std::string priority_of(const std::string& priority) {
  if (priority == "urgent") return "1";
  if (priority == "high") return "3";
  if (priority == "low") return "9";
  return priority.empty() ? "" : "5";
}

void add_task(Lines& lines, const Record& task, const CalendarLook& look) {
  const bool event = look.as == CalendarLook::As::events;
  const auto due = time_in(task, "due_at");
  if (event && !due) return;
  const char* const kind = event ? "VEVENT" : "VTODO";
  lines.add("BEGIN", kind);
  lines.add("UID", task.id + "@" + look.host);
  lines.add("DTSTAMP", utc_form(task.updated_at_ms));
  lines.add("CREATED", utc_form(task.created_at_ms));
  lines.add("LAST-MODIFIED", utc_form(task.updated_at_ms));
  lines.add("SEQUENCE", std::to_string(task.version));
  lines.add("SUMMARY", escaped(said(task, "title")));
  lines.add("DESCRIPTION", escaped(said(task, "description")));
  if (due) lines.add(event ? "DTSTART" : "DUE", utc_form(*due));
  if (event) lines.add("DURATION", "PT30M");
  if (event) lines.add("TRANSP", "TRANSPARENT");
  lines.add("STATUS", status_of(said(task, "state"), look.as));
  lines.add("PRIORITY", priority_of(said(task, "priority")));
  if (const auto done = time_in(task, "done_at"); done && !event)
    lines.add("COMPLETED", utc_form(*done));
  if (const auto remind = time_in(task, "remind_at")) {
    lines.add("BEGIN", "VALARM");
    lines.add("ACTION", "DISPLAY");
    lines.add("DESCRIPTION", escaped(said(task, "title")));
    lines.add("TRIGGER;VALUE=DATE-TIME", utc_form(*remind));
    lines.add("END", "VALARM");
  }
  lines.add("END", kind);
}

}  // namespace

std::string task_calendar(const std::vector<Record>& tasks, const CalendarLook& look) {
  Lines lines;
  lines.add("BEGIN", "VCALENDAR");
  lines.add("VERSION", "2.0");
  lines.add("PRODID", "-//Kontor//Tasks//EN");
  lines.add("CALSCALE", "GREGORIAN");
  lines.add("METHOD", "PUBLISH");
  lines.add("X-WR-CALNAME", "Kontor");
  lines.add("X-WR-TIMEZONE", escaped(look.time_zone));
  lines.add("REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
  for (const Record& task : tasks) add_task(lines, task, look);
  lines.add("END", "VCALENDAR");
  return std::move(lines).text();
}

}  // namespace kontor::host
