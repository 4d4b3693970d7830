#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/core/json.hpp"
#include "base/core/result.hpp"
#include "licensing/core/license.hpp"

namespace kontor::licensing {

enum class Period { once, month, year };
enum class PricePer { seat, company };
enum class Rebind { never, counted, free };

struct Money {
  std::int64_t amount = 0;  // Minor units.
  std::string currency;     // ISO 4217.
};

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
  Rebind rebind = Rebind::never;
};

// JSON as in the offer's signed payload. Refused (invalid_argument, naming the member):
// unknown members, a missing price, seats below 1, times outside 10 s to 30 days.
Result<Offer> parse_offer(const Json& json);
Json to_json(const Offer& offer);

// "kontor.sms" is sold by vendor "kontor".
std::string_view vendor_of(std::string_view product);

}  // namespace kontor::licensing
