#pragma once

#include <map>
#include <string>
#include <vector>

#include "host/app/records.hpp"
#include "host/store/import_store.hpp"
#include "host/store/import_trail_store.hpp"

namespace kontor::host {

// Takes an import back, portion by portion, the last row first: records it made are deleted (they
// may be restored), fields it changed get their old values. What somebody touched since stays as
// it is, with the reason. One thread.
class ImportUndo {
 public:
  static constexpr int kPortion = 50;

  ImportUndo(Records& records, db::Database& database, const Principal& actor, ImportJob& job)
      : records_(records), database_(database), actor_(actor), job_(job) {}

  // One transaction, with the place reached; false when nothing is left.
  Result<bool> portion();

 private:
  // What the next portion takes back, read before the transaction: writers who wait for the
  // database get their turn in between.
  struct Portion {
    bool of_rows = true;
    std::vector<ImportRow> rows = {};
    std::map<std::string, std::int64_t> versions = {};  // Of records the import changed later.
    std::vector<ImportChange> changes = {};
  };
  Result<Portion> next_portion();
  Status take_back(db::Session& session, const Portion& portion);
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
