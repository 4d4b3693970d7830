#pragma once

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"
#include "host/plugins/plugins.hpp"

namespace kontor::host {

// Files of records below /api/v1, which come through the folder `uploads`, and the public pages of
// plugins below /p.
void add_subject_endpoints(http::Router& router, Accounts& accounts, Plugins& plugins,
                           const std::filesystem::path& uploads);

}  // namespace kontor::host
