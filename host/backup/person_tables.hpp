#pragma once

#include <string>
#include <vector>

#include "base/db/database.hpp"

namespace kontor::host {

// A table whose rows are about people, and the SQL that gives a row's person (null: nobody).
struct PersonTable {
  std::string name;
  std::string person;
  std::vector<std::string> columns;  // All that are written; computed ones are not.
};

// Made from the definitions the database holds: persons, every kind of record with a field of a
// personal-data class, activities and tasks about a person or about a record that is about one,
// and what plugins keep, mail and may send: what an erasure reaches (host/gdpr/person_scope.hpp).
// A record that is personal and points to nobody has itself for a person. Empty where the database
// is of a time before there were keys of persons.
Result<std::vector<PersonTable>> person_tables(db::Session& session);

}  // namespace kontor::host
