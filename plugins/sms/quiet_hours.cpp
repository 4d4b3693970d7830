#include "quiet_hours.hpp"

#include <chrono>

namespace kontor::sms {
namespace {

using Summer = Zone::Summer;

struct Country {
  std::string_view code;
  Zone zone;
};
// Countries whose summer time has other rules than Europe's or North America's stand with
// both their times as two ends.
constexpr Country kCountries[] = {
    {"1", {-600, -210, Summer::america}},
    {"20", {120, 180}},
    {"27", {120, 120}},
    {"30", {120, 120, Summer::europe}},
    {"31", {60, 60, Summer::europe}},
    {"32", {60, 60, Summer::europe}},
    {"33", {60, 60, Summer::europe}},
    {"34", {0, 60, Summer::europe}},
    {"351", {-60, 0, Summer::europe}},
    {"352", {60, 60, Summer::europe}},
    {"353", {0, 0, Summer::europe}},
    {"354", {0, 0}},
    {"357", {120, 120, Summer::europe}},
    {"358", {120, 120, Summer::europe}},
    {"359", {120, 120, Summer::europe}},
    {"36", {60, 60, Summer::europe}},
    {"370", {120, 120, Summer::europe}},
    {"371", {120, 120, Summer::europe}},
    {"372", {120, 120, Summer::europe}},
    {"373", {120, 120, Summer::europe}},
    {"374", {240, 240}},
    {"375", {180, 180}},
    {"380", {120, 120, Summer::europe}},
    {"381", {60, 60, Summer::europe}},
    {"385", {60, 60, Summer::europe}},
    {"386", {60, 60, Summer::europe}},
    {"39", {60, 60, Summer::europe}},
    {"40", {120, 120, Summer::europe}},
    {"41", {60, 60, Summer::europe}},
    {"420", {60, 60, Summer::europe}},
    {"421", {60, 60, Summer::europe}},
    {"43", {60, 60, Summer::europe}},
    {"44", {0, 0, Summer::europe}},
    {"45", {60, 60, Summer::europe}},
    {"46", {60, 60, Summer::europe}},
    {"47", {60, 60, Summer::europe}},
    {"48", {60, 60, Summer::europe}},
    {"49", {60, 60, Summer::europe}},
    {"52", {-480, -300}},
    {"54", {-180, -180}},
    {"55", {-300, -120}},
    {"60", {480, 480}},
    {"61", {480, 660}},
    {"62", {420, 540}},
    {"63", {480, 480}},
    {"64", {720, 780}},
    {"65", {480, 480}},
    {"66", {420, 420}},
    {"7", {120, 720}},
    {"76", {300, 300}},
    {"77", {300, 300}},
    {"81", {540, 540}},
    {"82", {540, 540}},
    {"84", {420, 420}},
    {"86", {480, 480}},
    {"90", {180, 180}},
    {"91", {330, 330}},
    {"966", {180, 180}},
    {"971", {240, 240}},
    {"972", {120, 180}},
    {"992", {300, 300}},
    {"993", {300, 300}},
    {"994", {240, 240}},
    {"995", {240, 240}},
    {"996", {360, 360}},
    {"998", {300, 300}},
};

constexpr std::int64_t kDay = 86400;
constexpr std::int64_t kStep = 15 * 60;

std::int64_t seconds_of(std::chrono::sys_days day) {
  return std::chrono::duration_cast<std::chrono::seconds>(day.time_since_epoch()).count();
}

bool is_summer(Summer summer, int standard_offset, std::int64_t at_s) {
  using namespace std::chrono;
  if (summer == Summer::none) return false;
  const sys_days day{days{at_s / kDay}};
  const year year = year_month_day{day}.year();
  if (summer == Summer::europe) {
    return at_s >= seconds_of(sys_days{year / March / Sunday[last]}) + 3600 &&
           at_s < seconds_of(sys_days{year / October / Sunday[last]}) + 3600;
  }
  // From two o'clock standard time to two o'clock summer time.
  const std::int64_t local = at_s + std::int64_t{standard_offset} * 60;
  return local >= seconds_of(sys_days{year / March / Sunday[2]}) + 2 * 3600 &&
         local < seconds_of(sys_days{year / November / Sunday[1]}) + 3600;
}

bool is_within(int offset, std::int64_t at_s, Hours hours) {
  const std::int64_t local = at_s + std::int64_t{offset} * 60;
  const auto minute = static_cast<int>(((local % kDay) + kDay) % kDay / 60);
  return minute >= hours.from_minute && minute < hours.until_minute;
}

}  // namespace

Zone zone_of(std::string_view number) {
  if (number.starts_with('+')) number.remove_prefix(1);
  for (std::size_t length = 3; length > 0; --length) {
    for (const Country& country : kCountries)
      if (country.code == number.substr(0, length)) return country.zone;
  }
  return {};
}

int west_offset(const Zone& zone, std::int64_t at_s) {
  return zone.west + (is_summer(zone.summer, zone.west, at_s) ? 60 : 0);
}

int east_offset(const Zone& zone, std::int64_t at_s) {
  return zone.east + (is_summer(zone.summer, zone.east, at_s) ? 60 : 0);
}

std::int64_t may_send_at(std::string_view number, std::int64_t now_s, Hours hours) {
  if (hours.from_minute >= hours.until_minute) return now_s;
  const Zone zone = zone_of(number);
  const auto may = [&](std::int64_t at) {
    return is_within(west_offset(zone, at), at, hours) &&
           is_within(east_offset(zone, at), at, hours);
  };
  if (may(now_s)) return now_s;
  for (std::int64_t at = now_s - now_s % kStep + kStep; at < now_s + 2 * kDay; at += kStep) {
    if (may(at)) return at;
  }
  // No hour suits the whole country: noon between its ends.
  const std::int64_t middle = (west_offset(zone, now_s) + east_offset(zone, now_s)) / 2;
  const std::int64_t noon = now_s - now_s % kDay + kDay / 2 - middle * 60;
  return noon < now_s ? noon + kDay : noon;
}

}  // namespace kontor::sms
