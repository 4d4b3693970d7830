#include "licensing/server/seat_gauges.hpp"

namespace kontor::licensing {

namespace {

// Ids of licences and plugins hold no quote or backslash; a foreign text is dropped.
std::string labels(const License& license) {
  for (const std::string* text : {&license.license_id, &license.product}) {
    if (text->find_first_of("\"\\\n") != std::string::npos) return "";
  }
  return "{license=\"" + license.license_id + "\",product=\"" + license.product + "\"} ";
}

}  // namespace

std::string seat_gauges(SeatLedger& ledger) {
  std::string total =
      "# HELP kontor_seats_total Seats of a licence.\n# TYPE kontor_seats_total gauge\n";
  std::string held = "# HELP kontor_seats_held Seats held now.\n# TYPE kontor_seats_held gauge\n";
  for (const License& license : ledger.licenses("")) {
    const std::string which = labels(license);
    const auto holders = ledger.holders(license.license_id);
    if (which.empty() || !holders) continue;
    total += "kontor_seats_total" + which + std::to_string(license.seats) + "\n";
    held += "kontor_seats_held" + which + std::to_string(holders->size()) + "\n";
  }
  return total + held;
}

}  // namespace kontor::licensing
