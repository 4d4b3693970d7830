#pragma once

#include <kontor/json.hpp>
#include <map>
#include <string>
#include <vector>

#include "house.hpp"

namespace kontor::telephony {

// What the administrator wrote into the settings form.
struct Settings {
  std::string exchange = {};  // "asterisk" or "cloud".
  std::string address = {};
  bool tls = false;
  std::string username = {};
  std::string channel = {};  // "PJSIP/{extension}"
  std::string context = {};
  std::string dial_prefix = {};
  std::string caller_id = {};
  std::string region = {};
  std::map<std::string, std::string> users = {};  // By extension.
  std::string missed_owner = {};                  // Whose task a missed call is when nobody's.
  std::int64_t missed_minutes = 60;
  std::string hold_extension = {};  // "" holds by parking.
  std::vector<std::string> conference_rooms = {};
  std::string route_context = {};  // Where callers wait to be routed; "" routes nobody.
  std::string record = {};         // "never", "on_demand" or "always".
  std::string recordings_url = {};
  std::int64_t recording_days = 90;
  std::int64_t log_days = 365;
  std::string cloud_url = {};
  std::string time_zone = {};  // POSIX TZ, for the hours of statistics.
  std::string locale = "en";   // Of what its users and administrators read.

  House house() const;
  std::string user_of(const std::string& extension) const;    // "" if nobody sits there.
  std::string extension_of(const std::string& user) const;    // "" if there is none.
  std::string telephone(const std::string& extension) const;  // Its channel, to be called.
  // A number as the exchange wants it dialled: E.164 with the house's prefix, short as it is.
  std::string dial_text(const std::string& number) const;
};

Settings settings_of(const Json& json);

}  // namespace kontor::telephony
