#pragma once

#include <string>
#include <vector>

#include "host/app/reports.hpp"
#include "host/sheets/table_writer.hpp"

namespace kontor::host {

// The rows of a report as a table: a column for each group ("closed_at:month"; of a reference its
// name, and GROUP_id) and each figure ("sum(amount)"). In CSV and XLSX an amount is in whole units
// with its currency in a column beside it; JSON has it as the API gives amounts. Totals are not in
// it: whoever adds up a column would count them twice.
struct ReportTable {
  std::vector<std::string> columns;
  std::vector<std::vector<Json>> rows;
};
ReportTable report_table(const ReportFigures& figures, const Entity& entity, TableFormat format);

}  // namespace kontor::host
