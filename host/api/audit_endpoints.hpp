#pragma once

#include "base/db/database.hpp"
#include "base/http/router.hpp"
#include "host/access/accounts.hpp"

namespace kontor::host {

// The audit log for those who hold audit.read.
void add_audit_endpoints(http::Router& router, Accounts& accounts, db::Database& database);

}  // namespace kontor::host
