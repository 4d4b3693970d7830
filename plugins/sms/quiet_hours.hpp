#pragma once

#include <cstdint>
#include <string_view>

namespace kontor::sms {

// Where a number's owner may be, in minutes east of UTC. A country of several zones has
// both ends: nobody there is written to in the night.
struct Zone {
  int west = 0;
  int east = 0;
  enum class Summer { none, europe, america } summer = Summer::none;
};
// By the number's country code; UTC for one that is not known.
Zone zone_of(std::string_view number);

struct Hours {
  int from_minute = 9 * 60;  // Of the recipient's day.
  int until_minute = 20 * 60;
};

// The first moment from `now_s` on (seconds since 1970, UTC) at which it is within `hours`
// where the number is; `now_s` itself if it is now. Hours that are no span mean always.
std::int64_t may_send_at(std::string_view number, std::int64_t now_s, Hours hours);

// Minutes east of UTC at `at_s`, at the western and the eastern end.
int west_offset(const Zone& zone, std::int64_t at_s);
int east_offset(const Zone& zone, std::int64_t at_s);

}  // namespace kontor::sms
