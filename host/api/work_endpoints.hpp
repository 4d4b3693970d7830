#pragma once

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"
#include "host/app/bulk_jobs.hpp"
#include "host/app/records.hpp"

namespace kontor::host {

// Everything lent outlives the router.
struct WorkParts {
  db::Database& database;
  Records& records;
  BulkJobs& bulk;
  Outbox& outbox;
  const Clock& clock;
  IdSource& ids;
};

// The working day: leads become deals, forecasts, purchases, notices, service levels, bulk
// changes.
void add_work_endpoints(http::Router& router, Accounts& accounts, const WorkParts& parts);

}  // namespace kontor::host
