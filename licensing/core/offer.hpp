#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/json.hpp"
#include "base/core/result.hpp"
#include "licensing/core/terms.hpp"

namespace kontor::licensing {

// What a vendor sells: terms as data. Frozen into every licence sold under it.
struct Offer {
  std::string offer_id;
  std::string product;  // Plugin id.
  SeatModel model = SeatModel::site;
  Money price;
  Period period = Period::once;
  PricePer per = PricePer::company;
  std::int64_t min_seats = 1;
  std::vector<std::string> features;
  std::int64_t idle_timeout_s = 1800;
  std::int64_t lease_ttl_s = 300;
  MoveRule rebind = {};  // A replaced device.

  // Price.
  std::int64_t max_seats = 0;  // 0: no limit.
  std::int64_t fee =
      0;  // With a company's first order, for example for an add-on that comes with it.
  std::vector<Tier> tiers = {};
  std::optional<Instalments> instalments = {};
  std::optional<Rental> rental = {};
  std::optional<BuyOut> buy_out = {};
  std::int64_t trial_days = 0;  // 0: no trial. Once per company.

  // What is bought.
  std::optional<Edition> edition = {};
  Updates updates = {};  // Of a perpetual licence; a subscription has every release.
  std::optional<MajorUpdate> major_update = {};
  std::optional<Support> support = {};  // None: support_terms() says what goes without saying.
  bool needs_platform_license = false;
  std::string only_for = {};       // The one company a private listing is for; "": everybody.
  std::string specification = {};  // SHA-256 (hexadecimal) of what commissioned work shall do.

  // Seats.
  std::int64_t overdraft = 0;
  bool groups = true;  // The company may reserve and cap seats per group.
  bool queue = true;
  std::int64_t linger_s = 0;                 // A released seat stays taken so long.
  MoveRule reassign = {.rule = Move::free};  // A named seat to another person.
  Borrow borrow = {};
  Grace grace = {};
};

// The published JSON Schema (draft 7), the one parse_offer enforces.
std::string_view offer_schema();

// JSON as in the offer's signed payload. Refused with invalid_argument: what the schema does
// not allow (code `invalid-offer`, naming the member), and terms that contradict each other
// (code `offer-contradicts-itself`, saying which).
Result<Offer> parse_offer(const Json& json);

// Members that came later are left out where they say nothing, so that offers signed before
// keep their bytes.
Json to_json(const Offer& offer);

// "kontor.sms" is sold by vendor "kontor".
std::string_view vendor_of(std::string_view product);

}  // namespace kontor::licensing
