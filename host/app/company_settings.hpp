#pragma once

#include "host/app/records.hpp"

namespace kontor::host {

// Settings the company keeps in its database. Changing one needs definitions.manage.

// Brings the service levels that are kept into `records`; once at start. Before there are any:
// the usual ones, in this machine's zone, which figures then count in, too.
Status load_service_levels(db::Database& database, Records& records);
// Keeps them and uses them from the next save on. Deadlines of cases that are open stay.
Status keep_service_levels(db::Database& database, Records& records, const Clock& clock,
                           const Principal& principal, const Json& levels);

}  // namespace kontor::host
