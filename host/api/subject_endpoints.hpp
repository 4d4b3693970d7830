#pragma once

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"
#include "host/plugins/plugins.hpp"

namespace kontor::host {

// What plugins keep and show: files of records below /api/v1, and the public pages below /p.
void add_subject_endpoints(http::Router& router, Accounts& accounts, Plugins& plugins);

}  // namespace kontor::host
