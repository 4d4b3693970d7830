#pragma once

#include <memory>
#include <string>

#include "base/db/database.hpp"

namespace kontor::db {

// An SQLite file in WAL mode, or ":memory:". A commit is on the disk when it returns.
Result<std::unique_ptr<Database>> open_sqlite(const std::string& path);

}  // namespace kontor::db
