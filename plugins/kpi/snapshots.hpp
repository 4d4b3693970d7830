#pragma once

#include <string>

#include "figured.hpp"

namespace kontor::kpi {

// The pipeline as it was at the first moment of a month that anybody looked: the open deals that
// were to close in it, with amount and probability. Written once and never again, so a forecast
// cannot be made better afterwards. No names and no people: ids of deals and numbers.
class Snapshots {
 public:
  explicit Snapshots(Host host) : host_(std::move(host)) {}

  // Takes the month of this day of the company's ("2026-11-22") unless it is there; whether it was
  // taken.
  bool take(const std::string& day);

  // Closed value of the snapshots' deals / their weighted pipeline; Brier score in the note.
  Figured accuracy(const op::Period& period, const Terms& terms) const;
  // Forecast (weighted) and actual (won in that month) by month: bias, WAPE, MAPE, tracking signal.
  Figured bias(const op::Period& period, const Terms& terms) const;

 private:
  struct Frozen {
    std::string deal = {};
    double amount = 0;
    double probability = 0;
    std::string currency = {};
  };
  struct Month {
    std::string name = {};  // "2026-11"
    std::vector<Frozen> deals = {};
  };
  std::vector<Month> months_in(const op::Period& period) const;

  Host host_;
};

}  // namespace kontor::kpi
