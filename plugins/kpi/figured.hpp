#pragma once

#include <kontor/plugin.hpp>
#include <optional>
#include <string>
#include <vector>

#include "aggregate.hpp"
#include "writing.hpp"

namespace kontor::kpi {

using Behind = std::vector<op::RecordsBehind>;

// One figure and what it is made of. `currency` stands for an amount in its minor units.
struct Figured {
  std::optional<double> value = {};
  std::string unit = {};  // "%", "days", "" or, for amounts, empty with `currency`.
  std::string currency = {};
  std::string note = {};
  Behind records = {};
  std::vector<op::Series> series = {};
};

// What a figure may depend on besides its period.
struct Terms {
  Json parameters = Json::object();
  Json settings = Json::object();
  std::string locale = "en";  // The reader's.

  // The parameter, or the setting of the same name, or `otherwise`.
  double number(const char* name, double otherwise) const {
    for (const Json* from : {&parameters, &settings}) {
      const auto found = from->find(name);
      if (found != from->end() && found->is_number()) return found->get<double>();
    }
    return otherwise;
  }

  // As the reader writes it.
  std::string whole(double value) const { return written_whole(value, locale); }
  std::string decimal(double value, int places = 2) const {
    return written_decimal(value, places, locale);
  }
  std::string money(double minor, std::string_view currency) const {
    return written_money(minor, currency, locale);
  }
};

// Only those of the currency a figure is of; all while it is of none.
inline Filter of_currency(const std::string& amount, const std::string& currency, Filter filter) {
  if (currency.empty()) return filter;
  return is(amount + ":currency", currency, std::move(filter));
}

// A list of records with these ids, in as many parts as its conditions need; kPartsMax at most.
inline constexpr std::size_t kPartsMax = 100;
inline void add_listed(Behind& behind, const std::string& label, const std::string& entity,
                       const std::string& field, const std::vector<std::string>& ids,
                       const Filter& more = {}) {
  in_parts(ids, [&](const Json& part) {
    if (behind.size() >= kPartsMax) return;
    Filter those = more;
    those.push_back({.field = field, .op = "in", .value = part});
    behind.push_back({.label = label, .entity = entity, .filter = std::move(those)});
  });
}

}  // namespace kontor::kpi
