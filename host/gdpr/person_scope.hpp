#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/app/records.hpp"
#include "host/core/personal_data.hpp"

namespace kontor::host {

// Whom a wish is about: a person, or a record that is somebody without being a person (a lead
// nobody converted), living or deleted.
struct Subject {
  std::string entity = "person";
  std::vector<std::string> ids = {};  // Its own, and those of people merged into it.
  std::vector<Record> records = {};   // Those of the ids there are; none: gone already.
  bool contains(const Json& id) const;
  // What they are called and reached by, longest first: texts of others' may hold it.
  std::vector<std::string> names(const Catalogue& catalogue) const;
};

// As `actor` may read them: not_found for nobody, and for whoever was merged into somebody else.
Result<Subject> readable_subject(const Principal& actor, Records& records, db::Database& database,
                                 const std::string& id);

// Which records speak of somebody, by the definitions of the moment: built in, the company's own,
// living and deleted.
struct PersonRecords {
  const Catalogue& catalogue;
  db::Database& database;
  const RecordStore& store;

  Result<Subject> subject(const std::string& id) const;
  // The person that a subject of another kind is about, or shares an address or number with.
  Result<std::optional<std::string>> person_of(const Subject& subject) const;

  struct Found {
    std::string linked_by;  // The field that leads to them, or "same " and the one that agrees.
    Record record;
    bool theirs = false;  // What is personal in it is about them; else it only names them.
    bool hangs = false;   // On a record about them: a call on their deal, a line of their order.
  };
  // Each record once, some at a time, and before what hangs on it; not the subject's own.
  // `visit` changes nothing.
  using Visit = std::function<Status(const Found& found)>;
  Status each(const Subject& subject, const Visit& visit) const;

 private:
  class Walk;
};

}  // namespace kontor::host
