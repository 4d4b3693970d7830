#pragma once

#include <functional>
#include <string>
#include <vector>

#include "host/app/records.hpp"

namespace kontor::host {

// Which records speak of a person, by the definitions of the moment: built in, the company's own,
// living and deleted.

// The person's id and those of the people merged into it.
Result<std::vector<std::string>> ids_of_person(db::Session& session, const std::string& person);

// Fields that hold a person's id: references, and the subject of activities and tasks.
std::vector<RecordStore::Follower> mentions_of_person(const Catalogue& catalogue);

// A field whose value is personal: it has a class.
bool is_personal(const Field& field);

struct PersonRecords {
  const Catalogue& catalogue;
  db::Database& database;
  const RecordStore& store;

  // Living or deleted; nothing when there is none of these ids.
  Result<std::vector<Record>> people(const std::vector<std::string>& ids) const;
  // Every record that mentions one of `ids`, some at a time, living ones first. `visit` may
  // change what it is given; it is not called twice for one record.
  using Visit = std::function<Status(const RecordStore::Follower& mention, const Record& record)>;
  Status mentions(const std::vector<std::string>& ids, const Visit& visit) const;
  // Records of other kinds with the same e-mail address or phone number and no link: leads.
  Status same_contact(const std::vector<Record>& people, const Visit& visit) const;

 private:
  Status each_where(const std::string& entity, const std::string& field,
                    const std::vector<std::string>& values, bool deleted, const Visit& visit) const;
};

}  // namespace kontor::host
