#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/core/clock.hpp"
#include "base/core/random.hpp"
#include "host/backup/person_tables.hpp"

namespace kontor::host {

// The keys under which backups hold each person's rows: 32 random bytes a person in the table
// person_key, which is in no backup. Erasing a person deletes the key, and what every backup holds
// of them is noise from then on. Copies of the keys lie in one file beside the backups, replaced
// as a whole: it opens old and new backups alike, and forgets with the next replacement.
using PersonKeys = std::map<std::string, std::string>;

// Gives everybody a key who has rows and none.
Status make_person_keys(db::Database& database, const std::vector<PersonTable>& tables,
                        const Clock& clock, Random& random);
Result<PersonKeys> read_person_keys(db::Database& database);
// Into a database that was restored; who has a key keeps it.
Status keep_person_keys(db::Session& session, const PersonKeys& keys, TimeMs now_ms);

// The file: a sealed stream (base/crypto/sealed_stream.hpp) under the key of the backups, of lines
// "ID HEX" after a first one "as-of MILLISECONDS". Written beside its place and renamed.
Status write_person_keys(const std::filesystem::path& file, const PersonKeys& keys,
                         const std::string& key, TimeMs now_ms, Random& random);
// not_found, telling what to do, when there is no such file; untrusted when it is older than a
// backup made at `needed_ms`, since somebody in it might lack a key and pass for erased.
Result<PersonKeys> read_person_keys(const std::filesystem::path& file, const std::string& key,
                                    TimeMs needed_ms);

// Where the keys of a backup lie unless somebody says otherwise.
std::filesystem::path person_keys_beside(const std::filesystem::path& backup);

}  // namespace kontor::host
