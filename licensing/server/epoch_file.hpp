#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/result.hpp"
#include "base/db/database.hpp"
#include "licensing/seats/license_log.hpp"

namespace kontor::licensing {

// What this node knows of the ledger's life without the database: a database that is behind
// it is an old copy (invariant 6), and a log that lost an anchor was cut.
struct EpochNote {
  std::string authority;  // Hexadecimal key of the ledger; another's note counts for nothing.
  std::int64_t epoch = 0;
  std::vector<LogAnchor> anchors = {};  // The newest kAnchorsMax.
  bool restoring = false;  // An old copy was put back, and its time of care is not over.

  static constexpr std::size_t kAnchorsMax = 64;
};

// An empty note when there is no file; invalid_argument when it cannot be read: guessing
// here could give a seat twice.
Result<EpochNote> read_epoch_note(const std::filesystem::path& file);
// Survives a power cut. Never writes a lower epoch than the file has.
Status write_epoch_note(const std::filesystem::path& file, EpochNote note);

// What SeatLedger::open is to be told as epoch_seen. Greater than the database's epoch when the
// note says so, when an entry of the licence log is gone that was noted, or while a restored
// database is still being careful: a crash does not shorten that. 0 for a first start.
struct EpochToBeat {
  std::int64_t epoch_seen = 0;
  bool restored = false;
  std::optional<TimeMs> mark = {};  // Of mark_restored(), as this start found it.
};
Result<EpochToBeat> epoch_to_beat(db::Database& database, const std::filesystem::path& file,
                                  const std::string& authority);

// Notes in a database that it was put back: for nodes that have not seen the entries which the
// copy lacks.
Status mark_restored(db::Session& session, const std::string& authority, TimeMs now_ms);
// Everybody who sat when it was put back has had to renew since: the mark goes, unless the
// database was put back once more.
Status forget_restored(db::Database& database, const std::string& authority, TimeMs mark);

}  // namespace kontor::licensing
