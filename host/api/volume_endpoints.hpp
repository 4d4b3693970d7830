#pragma once

#include <functional>

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"

namespace kontor::host {

// Whether the disks this host's data lies on are encrypted, for holders of backup.manage.
// `state` looks each time; any thread.
void add_volume_endpoints(http::Router& router, Accounts& accounts, std::function<Json()> state);

}  // namespace kontor::host
