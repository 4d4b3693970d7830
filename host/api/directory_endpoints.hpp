#pragma once

#include "base/http/router.hpp"
#include "host/access/directory.hpp"
#include "host/app/access_report.hpp"

namespace kontor::host {

// Users, teams and roles as data, for those who hold users.manage; and what anybody may see,
// with the reasons.
void add_directory_endpoints(http::Router& router, Accounts& accounts, Directory& directory,
                             AccessReport& report);

}  // namespace kontor::host
