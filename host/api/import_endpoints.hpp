#pragma once

#include <filesystem>

#include "base/http/router.hpp"
#include "host/access/accounts.hpp"
#include "host/app/importer.hpp"

namespace kontor::host {

// CSV imports: preview, upload, progress, the outcome of each row. Uploads are spooled
// into `folder`.
void add_import_endpoints(http::Router& router, Accounts& accounts, Importer& importer,
                          Records& records, const std::filesystem::path& folder);

}  // namespace kontor::host
