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
                          const package::SeatUsers& users) {
  const auto demand = TRY(package::seat_demand(manifest, rule, users));
  if (demand.kind == package::SeatDemand::Kind::nothing) return ok();
  TRY(need_license(manifest));
  return demand.kind == package::SeatDemand::Kind::seat ? take_seat(demand.user) : ok();
}

Status LicensePlay::need_license(const package::Manifest& manifest) const {
  if (state() != "unlicensed") return ok();
  Error refusal = package::no_license(manifest);
  refusal.message +=
      kind_ == "expired" ? " (--license expired: it has ended)" : " (--license refused)";
  return refusal;
}

// Who sits stays; else there is room or the host names those who sit.
Status LicensePlay::take_seat(const std::string& user) {
  if (kind_ != "seats" || holders_.contains(user)) return ok();
  if (holders_.size() < seats_) {
    holders_.insert(user);
    return ok();
  }
  std::string sitting;
  for (const std::string& holder : holders_) sitting += (sitting.empty() ? "" : ", ") + holder;
  return Error{ErrorCode::conflict, "no free seat for " + user + " (" + std::to_string(seats_) +
                                        (sitting.empty() ? "" : ", held by " + sitting) + ")"};
}

}  // namespace kontor::cli
