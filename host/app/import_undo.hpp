#pragma once

#include <string>

#include "host/app/records.hpp"
#include "host/store/import_store.hpp"
#include "host/store/import_trail_store.hpp"

namespace kontor::host {

// Takes an import back, portion by portion, the last row first: records it made are deleted (they
// may be restored), fields it changed get their old values. What somebody touched since stays as
// it is, with the reason. One thread.
class ImportUndo {
 public:
  static constexpr int kPortion = 200;

  ImportUndo(Records& records, db::Database& database, const Principal& actor, ImportJob& job)
      : records_(records), database_(database), actor_(actor), job_(job) {}

  // One transaction, with the place reached; false when nothing is left.
  Result<bool> portion();

 private:
  Result<bool> take_back_rows(db::Session& session);
  Result<bool> take_back_changes(db::Session& session);
  Status take_back_record(db::Session& session, const std::string& entity, const std::string& id,
                          std::int64_t version);
  Status take_back_fields(db::Session& session, const ImportChange& change);
  Status keep(db::Session& session, const std::string& entity, const std::string& id,
              const std::string& reason);

  Records& records_;
  db::Database& database_;
  const Principal& actor_;
  ImportJob& job_;
};

}  // namespace kontor::host
