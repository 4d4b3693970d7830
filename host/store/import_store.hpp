#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/json.hpp"
#include "base/db/database.hpp"

namespace kontor::host {

// What became of one row of a file. `row` counts the file's rows from 1, the header and
// empty rows included, as a spreadsheet does.
struct ImportRow {
  std::int64_t row = 0;
  std::string outcome;  // created, updated, duplicate, invalid, failed
  std::string reason;
  std::string record_id;
  std::string column = {};  // Header of the column the reason speaks of, if it is one.
};

struct ImportCounts {
  std::int64_t read = 0;  // = created + updated + duplicate + invalid + failed
  std::int64_t created = 0;
  std::int64_t updated = 0;
  std::int64_t duplicate = 0;
  std::int64_t invalid = 0;
  std::int64_t failed = 0;
  std::int64_t phones_normalised = 0;
  std::int64_t phones_flagged = 0;
  std::int64_t phones_as_entered = 0;
};

struct ImportJob {
  std::string id;
  std::string user_id;
  std::string entity;
  Json options;
  std::string state;  // reading, running, paused, done, failed, undoing, undone
  std::string message;
  TimeMs created_at_ms = 0;
  std::optional<TimeMs> finished_at_ms;
  std::int64_t file_offset = 0;  // Where the next row begins in the UTF-8 text.
  std::int64_t file_row = 0;     // Rows of the file before it.
  std::optional<std::int64_t> rows_total;
  ImportCounts counts;
  std::int64_t undone = 0;  // Records an undo took back, and those it left alone.
  std::int64_t kept = 0;
  std::optional<std::int64_t> undo_change = {};  // How far an undo came, downwards.
  std::optional<std::int64_t> undo_row = {};
};

Json import_json(const ImportJob& job);

// Import jobs and the outcome of each of their rows. Each call is inside the caller's
// transaction.
class ImportStore {
 public:
  static Status insert(db::Session& session, const ImportJob& job);
  static Result<std::optional<ImportJob>> find(db::Session& session, const std::string& id);
  // Jobs a worker has to go on with, oldest first.
  static Result<std::vector<std::string>> unfinished(db::Session& session);
  // Those and the paused ones: whose files are still wanted.
  static Result<std::vector<std::string>> open(db::Session& session);
  // State, message, position, counts and end.
  static Status save(db::Session& session, const ImportJob& job);
  static Status add_rows(db::Session& session, const std::string& id,
                         const std::vector<ImportRow>& rows);
  // Rows after `after`, at most `limit`; of every outcome when `outcome` is empty.
  static Result<std::vector<ImportRow>> rows(db::Session& session, const std::string& id,
                                             const std::string& outcome, std::int64_t after,
                                             int limit);
  // Rows that created a record before row `below`, the last one first.
  static Result<std::vector<ImportRow>> created_below(db::Session& session, const std::string& id,
                                                      std::int64_t below, int limit);
  // Of one user, or of all if `user_id` is empty; newest first.
  static Result<std::vector<ImportJob>> latest(db::Session& session, const std::string& user_id,
                                               int limit);
};

}  // namespace kontor::host
