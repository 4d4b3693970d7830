#pragma once

#include <memory>
#include <string>

#include "host/backup/change_keeper.hpp"
#include "host/server/settings.hpp"

namespace kontor::host {

// The key of this host's backups, made where there is none; "" for a host that makes none.
// invalid_argument for a key beside what it locks.
Result<std::string> backup_key_of(const Settings& settings, Random& random);

// Null for a host that keeps no log of changes.
Result<std::unique_ptr<ChangeKeeper>> keep_changes(const Settings& settings, db::Database& database,
                                                   const Clock& clock, Random& random);

}  // namespace kontor::host
