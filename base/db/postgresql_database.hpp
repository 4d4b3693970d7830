#pragma once

#include <memory>
#include <string>

#include "base/db/database.hpp"

namespace kontor::db {

// PostgreSQL 15: "postgresql://user:password@host:port/name"; a host that is a
// percent-encoded path is the folder of a Unix socket. Writing transactions are
// serializable, as SQLite's are; reads see one snapshot.
Result<std::unique_ptr<Database>> open_postgresql(const std::string& url);

}  // namespace kontor::db
