#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "host/access/accounts.hpp"
#include "host/app/records.hpp"
#include "host/core/report.hpp"

namespace kontor::host {

struct ReportRow {
  std::vector<Json> group;
  std::vector<std::optional<double>> values;
  // Of amounts: the currency all of them are in. Empty for other figures, and where there are
  // several: such a value is nothing, since nobody can add them.
  std::vector<std::string> currencies;
  // What narrows the report's filter to the records behind the row; nothing where the filter
  // language has no words for it.
  std::optional<Json> filter;
};

struct ReportFigures {
  Report report;
  std::string time_zone;
  Json filter;  // The records behind all of it, no more than whoever asked may see.
  std::vector<ReportRow> rows;
  ReportRow totals;                          // Over all records, not over the rows.
  std::map<std::string, std::string> names;  // Of the records that groups refer to, by id.
  bool mixed_currencies = false;
  std::string not_drillable;  // Why rows have no filter; empty: they have.
};

// Runs reports over the same aggregates as everything else (R16). What one sees is what one's
// rights let through, whoever made the report. Any thread.
class Reports {
 public:
  Reports(Records& records, Accounts& accounts, const Clock& clock)
      : records_(records), accounts_(accounts), clock_(clock) {}

  // `report` as parse_report() takes it. exhausted for more than kAggregateRowsMax rows. What is
  // shown of people is counted as read; a report that is only tried shows nobody anything.
  enum class Show { rows, nothing };
  Result<ReportFigures> run(const Principal& principal, const Json& report, Show show = Show::rows);
  // A saved one in that form.
  Result<Json> saved(const Principal& principal, const std::string& id);

 private:
  Result<std::vector<AggregateRow>> measured(const Principal& principal, const Report& report,
                                             const Json& filter, std::vector<std::string> groups,
                                             Show show = Show::nothing);
  Status add_currencies(const Principal& principal, ReportFigures& figures);
  Status add_names(const Principal& principal, const Entity& entity, ReportFigures& figures,
                   Show show);

  Records& records_;
  Accounts& accounts_;
  const Clock& clock_;
};

Json report_json(const ReportFigures& figures);

}  // namespace kontor::host
