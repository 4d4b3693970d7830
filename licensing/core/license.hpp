#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/clock.hpp"
#include "licensing/core/offer.hpp"

namespace kontor::licensing {

// How a company came to a licence under an offer.
enum class Grant {
  purchase,     // At the offer's price, for ever or for a period.
  rental,       // Seats rented beside bought ones; they end, the bought ones stay.
  instalments,  // Until the next payment is due; paid up it is a purchase.
  trial,
};
std::string_view name_of(Grant grant);

// A document that is kept and does not count: what its keys proved once is withdrawn.
struct RefusedLicense {
  std::string license_id;
  std::string product;  // "" where it is not known.
  std::string code;     // Stable, for example "unknown-key".
};

// What a company bought: the content of a verified licence document. A value; it does
// not verify anything and does not count.
struct License {
  std::string license_id;
  std::string company_id;
  std::string company;  // Name, for people.
  std::string product;  // Plugin id, for example "kontor.sms".
  SeatModel model = SeatModel::site;
  std::int64_t seats = 0;  // Ignored for a site licence.
  std::vector<std::string> features;
  std::string authority;  // Raw Ed25519 public key (hexadecimal) of the one ledger that counts.
  TimeMs issued_at_ms = 0;
  TimeMs valid_from_ms = 0;
  std::optional<TimeMs> expires_at_ms;     // None: perpetual.
  std::optional<TimeMs> updates_until_ms;  // None: not begun, since never activated.
  // From the frozen offer.
  std::int64_t lease_ttl_s = 300;
  std::int64_t idle_timeout_s = 1800;

  Grant grant = Grant::purchase;
  std::optional<TimeMs> support_until_ms = {};  // None: as long as updates.
  std::optional<std::int64_t> major = {};       // Highest major version paid for, if priced apart.
  Offer offer = {};  // As the vendor signed it. Filled by verify_license.

  bool valid_at(TimeMs now_ms) const;
  // Seats are granted: while it is valid and, after a missed instalment, through the offer's days
  // of notice. Whatever else ended is read-only at once.
  bool usable_at(TimeMs now_ms) const;
  // An empty feature asks for the product itself. A licence without a list covers all.
  bool covers(std::string_view feature) const;
};

}  // namespace kontor::licensing
