#include "settings.hpp"

#include "whole.hpp"

namespace kontor::telephony {
namespace {

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> list(1);
  for (const char c : text) {
    if (c != ',' && c != ' ') {
      list.back() += c;
    } else if (!list.back().empty()) {
      list.emplace_back();
    }
  }
  if (list.back().empty()) list.pop_back();
  return list;
}

}  // namespace

House Settings::house() const {
  House house;
  for (const auto& [extension, user] : users) house.extensions.insert(extension);
  return house;
}

std::string Settings::user_of(const std::string& extension) const {
  const auto found = users.find(extension);
  return found == users.end() ? "" : found->second;
}

std::string Settings::extension_of(const std::string& user) const {
  for (const auto& [extension, of] : users) {
    if (of == user && !user.empty()) return extension;
  }
  return {};
}

std::string Settings::telephone(const std::string& extension) const {
  static constexpr std::string_view kMark = "{extension}";
  std::string text = channel;
  if (const auto at = text.find(kMark); at != std::string::npos) {
    text.replace(at, kMark.size(), extension);
  }
  return text;
}

std::string Settings::dial_text(const std::string& number) const {
  if (dial_prefix.empty() || !number.starts_with('+')) return number;
  return dial_prefix + number.substr(1);
}

Settings settings_of(const Json& json) {
  Settings settings{.exchange = text_of(json, "exchange", "asterisk"),
                    .address = text_of(json, "address"),
                    .tls = json.value("tls", false),
                    .username = text_of(json, "username"),
                    .channel = text_of(json, "channel", "PJSIP/{extension}"),
                    .context = text_of(json, "context", "internal"),
                    .dial_prefix = text_of(json, "dial_prefix"),
                    .caller_id = text_of(json, "caller_id"),
                    .region = text_of(json, "region")};
  const Json extensions = json.value("extensions", Json::object());
  for (const auto& [extension, user] : extensions.items()) {
    if (user.is_string()) settings.users[extension] = user.get<std::string>();
  }
  settings.missed_owner = text_of(json, "missed_owner");
  settings.missed_minutes = whole_of(json, "missed_minutes", 60);
  settings.hold_extension = text_of(json, "hold_extension");
  settings.conference_rooms = words(text_of(json, "conference_rooms"));
  settings.route_context = text_of(json, "route_context");
  settings.record = text_of(json, "record", "never");
  settings.recordings_url = text_of(json, "recordings_url");
  settings.recording_days = whole_of(json, "recording_days", 90);
  settings.log_days = whole_of(json, "log_days", 365);
  settings.cloud_url = text_of(json, "cloud_url");
  settings.time_zone = text_of(json, "time_zone", "UTC0");
  return settings;
}

}  // namespace kontor::telephony
