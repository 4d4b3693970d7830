#pragma once

#include "base/db/database.hpp"

namespace kontor::host {

// The tables of every component that keeps a company's data in one database: records, plugins
// and seats.

// Brings all of them to this program's version; also those of the company's own definitions.
Status prepare_company(db::Database& database);
// Whether one of them is of an earlier version.
Result<bool> is_older_company(db::Database& database);

}  // namespace kontor::host
