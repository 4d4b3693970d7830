#include "sdk/cli/license_play.hpp"

#include <charconv>

namespace kontor::cli {

Result<LicensePlay> LicensePlay::parse(const std::string& text) {
  LicensePlay play;
  constexpr std::string_view kSeats = "seats=";
  for (const char* kind : {"licensed", "trial", "expired", "refused"}) {
    if (text != kind) continue;
    play.kind_ = kind;
    return play;
  }
  if (text.starts_with(kSeats)) {
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + kSeats.size(), end, play.seats_);
    if (read.ec == std::errc() && read.ptr == end) {
      play.kind_ = "seats";
      return play;
    }
  }
  return Error{
      ErrorCode::invalid_argument,
      "--license takes licensed, trial, expired, refused or seats=N, not \"" + text + "\""};
}

std::string LicensePlay::state() const {
  if (kind_ == "trial") return "trial";
  return kind_ == "expired" || kind_ == "refused" ? "unlicensed" : "licensed";
}

Status LicensePlay::admit(const package::Manifest& manifest, package::SeatRule rule,
                          const std::string& user) {
  // Nobody sits on a free plugin, and a rule of none asks for no seat.
  if (manifest.license.free || rule == package::SeatRule::none) return ok();
  if (kind_ == "expired") {
    return Error{ErrorCode::forbidden,
                 "the licence has expired; the host does not call the plugin"};
  }
  if (kind_ == "refused") {
    return Error{ErrorCode::forbidden, "there is no licence; the host does not call the plugin"};
  }
  if (kind_ != "seats" || rule == package::SeatRule::installation || holders_.contains(user)) {
    return ok();
  }
  if (holders_.size() < seats_) {
    holders_.insert(user);
    return ok();
  }
  std::string sitting;
  for (const std::string& holder : holders_) sitting += (sitting.empty() ? "" : ", ") + holder;
  return Error{ErrorCode::exhausted, "no free seat for " + user + " (" + std::to_string(seats_) +
                                         (sitting.empty() ? "" : ", held by " + sitting) +
                                         "); the host does not call the plugin"};
}

}  // namespace kontor::cli
