#include "host/sheets/cell_styles.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <set>

#include "host/sheets/xml_reader.hpp"

namespace kontor::host {

namespace {

constexpr std::size_t kStylesMax = 65'536;
constexpr double kSerialMax = 2'958'466;  // The first day of the year 10000.
constexpr int kDaySeconds = 86'400;

int number_in(std::string_view text) {
  int number = -1;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

bool is_built_in_date(int format) {
  return (format >= 14 && format <= 22) || (format >= 27 && format <= 36) ||
         (format >= 45 && format <= 47) || (format >= 50 && format <= 58);
}

}  // namespace

bool is_date_format(std::string_view format) {
  bool quoted = false;
  bool bracketed = false;
  for (std::size_t i = 0; i < format.size(); ++i) {
    const char c = format[i];
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == '[') {
      bracketed = true;
    } else if (c == ']') {
      bracketed = false;
    } else if (!bracketed && std::string_view("dmyhsDMYHS").find(c) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

std::string date_of_serial(double serial, bool from_1904) {
  if (!(serial >= 0) || serial >= kSerialMax) return "";
  double days = std::floor(serial);
  auto seconds = static_cast<int>(std::lround((serial - days) * kDaySeconds));
  if (seconds == kDaySeconds) {
    seconds = 0;
    ++days;
  }
  std::array<char, 32> text{};
  std::string time;
  if (seconds != 0 || days == 0) {
    std::snprintf(text.data(), text.size(), "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60,
                  seconds % 60);
    time = text.data();
    if (days == 0) return time;
  }
  // The day numbered 60 is 29 February 1900, which never was.
  const std::chrono::sys_days epoch =
      from_1904   ? std::chrono::sys_days(std::chrono::year(1904) / 1 / 1)
      : days < 60 ? std::chrono::sys_days(std::chrono::year(1899) / 12 / 31)
                  : std::chrono::sys_days(std::chrono::year(1899) / 12 / 30);
  const std::chrono::year_month_day day(epoch + std::chrono::days(static_cast<int>(days)));
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return time.empty() ? text.data() : text.data() + ("T" + time);
}

Result<CellStyles> CellStyles::read(ZipArchive& archive, const std::string& part) {
  CellStyles styles;
  std::set<int> own_dates;
  bool in_cells = false;
  const auto reader = XmlReader::create(
      {.start = [&](std::string_view name, const XmlReader::Attributes& attributes) -> Status {
         if (name == "cellXfs") in_cells = true;
         if (name == "numFmt" && is_date_format(attributes.get("formatCode")) &&
             own_dates.size() < kStylesMax)
           own_dates.insert(number_in(attributes.get("numFmtId")));
         if (name == "xf" && in_cells && styles.dates_.size() < kStylesMax) {
           const int format = number_in(attributes.get("numFmtId"));
           styles.dates_.push_back(is_built_in_date(format) || own_dates.contains(format));
         }
         return ok();
       },
       .end = [&](std::string_view name) -> Status {
         if (name == "cellXfs") in_cells = false;
         return ok();
       },
       .text = [](std::string_view) { return ok(); }});
  TRY(archive.read(part, [&](std::string_view piece) { return reader->feed(piece); }));
  TRY(reader->finish());
  return styles;
}

}  // namespace kontor::host
