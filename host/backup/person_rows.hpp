#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "host/backup/person_keys.hpp"

namespace kontor::host {

// The rows about people, which a backup's database is without: a file of lines of JSON,
// {"table","columns"} and then for each row {"row":[values]}, or {"person","sealed"}: the row's
// values under the person's key (AES-256-GCM, context: the table's name), in base64.

// Writes them out of one snapshot. Who has no key has been erased meanwhile.
Status write_person_rows(db::Session& session, const std::vector<PersonTable>& tables,
                         const PersonKeys& keys, Random& random, const std::filesystem::path& file);
// Empties those tables, and what is made of them, in a copy of an SQLite database.
Status take_person_rows_out(db::Session& session, const std::vector<PersonTable>& tables);

// What nobody can read any more, since its person was erased: rows by table, and who.
struct LostRows {
  std::map<std::string, std::int64_t> tables = {};
  std::set<std::string> people = {};
};
// Puts the others back.
Result<LostRows> put_person_rows_back(db::Database& database, const std::filesystem::path& file,
                                      const PersonKeys& keys);

}  // namespace kontor::host
