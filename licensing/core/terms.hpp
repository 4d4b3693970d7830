#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/core/result.hpp"

namespace kontor::licensing {

// The terms an offer is made of: data only. Each enum's names are those of the JSON.

// How a licence counts people.
enum class SeatModel {
  named,       // One assigned employee, one seat.
  concurrent,  // So many at once, whoever they are.
  site,        // Everybody of the company.
};
std::string_view name_of(SeatModel model);
Result<SeatModel> parse_seat_model(std::string_view text);

enum class Period { once, month, quarter, year };
std::string_view name_of(Period period);
// Calendar months of one period; 0 for `once`.
std::int64_t months_of(Period period);

enum class PricePer { seat, company };
std::string_view name_of(PricePer per);

struct Money {
  std::int64_t amount = 0;  // Minor units.
  std::string currency;     // ISO 4217.
};

// A unit is a seat or the company, as the offer's `per` says. All amounts below are minor
// units of the offer's currency.

// A better price, and what it takes to get it. Both conditions must hold.
struct Tier {
  std::int64_t min_quantity = 1;
  std::int64_t min_term_months = 0;
  std::int64_t amount = 0;  // Per unit and period, instead of the offer's price.
};

// Payments with a total of their own, never the price divided.
struct Instalments {
  std::int64_t count = 0;
  std::int64_t amount = 0;  // Per unit, each month.
};

// Seats of a bought product that may also be rented, for example for a season.
struct Rental {
  Period period = Period::month;
  std::int64_t amount = 0;  // Per unit and period.
  std::int64_t fee = 0;     // Once: a second season costs its rent alone.
};

// What a tenant pays to own: max(0, price - credit % of what was paid).
struct BuyOut {
  std::int64_t credit_percent = 0;
  std::int64_t amount = 0;  // Price per unit to own; 0: the offer's own (of a bought product).
};

// Releases a perpetual licence may install: those of `months` after its activation.
struct Updates {
  std::int64_t months = 12;
  std::int64_t renewal_percent = 50;  // Of the frozen price, for as many months again.
};

// Major versions priced apart. Minor releases of the majors covered are free.
struct MajorUpdate {
  std::int64_t covers = 1;  // Highest major version bought with the licence.
  std::int64_t amount = 0;  // Per unit for the next one.
};

// What a vendor does for a customer. Ordered: a higher level includes the lower ones.
enum class SupportLevel { bug_reports, standard, priority };
std::string_view name_of(SupportLevel level);

struct Support {
  SupportLevel level = SupportLevel::standard;
  std::int64_t months =
      12;  // After activation; ignored for a subscription, which has it to its end.
};

// A set of features with a name. A move goes to a higher rank of the same product.
struct Edition {
  std::string name;
  std::int64_t rank = 0;
};

// May a named seat move to another person, a licence to a replaced device?
enum class Move { never, counted, free };
std::string_view name_of(Move move);

struct MoveRule {
  Move rule = Move::never;
  std::int64_t times = 1;           // `counted`: so often …
  std::int64_t per_days = 0;        // … within so many days; 0: in the licence's whole life.
  std::int64_t cool_down_days = 0;  // Between two moves of the same seat, also when free.
};

// Seats taken along without a connection.
struct Borrow {
  std::int64_t days_max = 0;    // 0: not allowed.
  std::int64_t seats_stay = 0;  // Low-water mark: so many seats are never lent.
};

// What happens when a licence lapses: full use with notices, then reading and export, then off.
struct Grace {
  std::int64_t notice_days = 14;
  std::int64_t read_only_days = 30;
};

}  // namespace kontor::licensing
