#pragma once

#include "marketplace/repository/online_keys.hpp"
#include "marketplace/repository/target_folder.hpp"

namespace kontor::marketplace {

// Who may sign licences: what market/license-keys.json says, as this top-level role lists it.
// Nobody if it lists no such file; an error if the file is not there or is none.
Result<OnlineKeys::Listed> listed_license_keys(const tuf::Targets& top_level,
                                               const TargetFolder& targets);

}  // namespace kontor::marketplace
