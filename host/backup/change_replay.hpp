#pragma once

#include <filesystem>
#include <string>

#include "base/core/clock.hpp"
#include "base/db/database.hpp"

namespace kontor::host {

struct Replayed {
  std::int64_t transactions = 0;
  std::int64_t left_out = 0;  // Statements about rows that are lost.
  TimeMs until_ms = 0;        // Of the last one; 0 for none.
};

// Who was erased since the backup is in it no more; what the log says of their rows finds nothing.
enum class RowsOfBackup { all, without_the_erased };

// Does again, on a database just restored from a backup, what the log of changes of `folder`
// (change_keeper.hpp) tells up to a moment. Each statement must change as many rows as it did then.
// conflict with the code "changes-missing" where the log has a gap before that moment, or the
// program was upgraded; untrusted for a log that was changed or is of another database. A database
// without a log stays as it is.
Result<Replayed> replay_changes(db::Database& database, const std::filesystem::path& folder,
                                const std::string& key, TimeMs until_ms, RowsOfBackup rows);

}  // namespace kontor::host
