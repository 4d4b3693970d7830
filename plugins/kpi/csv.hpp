#pragma once

#include <kontor/plugin.hpp>
#include <string>

namespace kontor::kpi {

// A widget's answer as CSV (RFC 4180): the figure first, then a column for each series. A text
// that a table program would take for a formula gets an apostrophe before it.
std::string to_csv(const WidgetResult& answer);

}  // namespace kontor::kpi
